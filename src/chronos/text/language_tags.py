"""Language tags: which codes there are (ISO 639), and the short one of each."""

# Two letters (ISO 639-1), then the three-letter codes of the same language (ISO 639-2, and those of 639-3 in use).
_CODES = """
    aa aar  ab abk  ae ave  af afr  ak aka  am amh  an arg  ar ara arb arz ary  as asm  av ava  ay aym  az aze azj
    ba bak  be bel  bg bul  bh bih  bi bis  bm bam  bn ben  bo bod tib  br bre  bs bos  ca cat  ce che  ch cha  co cos
    cr cre  cs ces cze  cu chu  cv chv  cy cym wel  da dan  de deu ger  dv div  dz dzo  ee ewe  el ell gre  en eng
    eo epo  es spa  et est ekk  eu eus baq  fa fas per pes prs  ff ful  fi fin  fj fij  fo fao  fr fra fre  fy fry
    ga gle  gd gla  gl glg  gn grn gug  gu guj  gv glv  ha hau  he heb  hi hin  ho hmo  hr hrv  ht hat  hu hun
    hy hye arm  hz her  ia ina  id ind  ie ile  ig ibo  ii iii  ik ipk  io ido  is isl ice  it ita  iu iku  ja jpn
    jv jav  ka kat geo  kg kon  ki kik  kj kua  kk kaz  kl kal  km khm  kn kan  ko kor  kr kau  ks kas  ku kur kmr
    kv kom  kw cor  ky kir  la lat  lb ltz  lg lug  li lim  ln lin  lo lao  lt lit  lu lub  lv lav lvs  mg mlg plt
    mh mah  mi mri mao  mk mkd mac  ml mal  mn mon khk  mr mar  ms msa may zsm  mt mlt  my mya bur  na nau  nb nob
    nd nde  ne nep npi  ng ndo  nl nld dut  nn nno  no nor  nr nbl  nv nav  ny nya  oc oci  oj oji  om orm gaz
    or ori ory  os oss  pa pan  pi pli  pl pol  ps pus pbt  pt por  qu que  rm roh  rn run  ro ron rum  ru rus
    rw kin  sa san  sc srd  sd snd  se sme  sg sag  si sin  sk slk slo  sl slv  sm smo  sn sna  so som
    sq sqi alb als  sr srp  ss ssw  st sot  su sun  sv swe  sw swa swh  ta tam  te tel  tg tgk  th tha  ti tir
    tk tuk  tl tgl fil  tn tsn  to ton  tr tur  ts tso  tt tat  tw twi  ty tah  ug uig  uk ukr  ur urd  uz uzb uzn
    ve ven  vi vie  vo vol  wa wln  wo wol  xh xho  yi yid ydd  yo yor  za zha  zh zho chi cmn  zu zul
    iw  in  ji  jw  mo  sh hbs
"""
# Languages of three letters alone (ISO 639-2, and Cantonese).
_LONG_CODES = """
    ace ach ada ady afh ain akk ale alt ang anp arc arn arp arw ast awa bal ban bas bej bem bho bik bin bla bra bua
    bug byn cad car ceb chb chg chk chm chn cho chp chr chy cop crh csb dak dar del den dgr din doi dsb dua dum dyu
    efi egy eka elx enm ewo fan fat fon frm fro frr frs fur gaa gay gba gez gil gmh goh gon gor got grb grc gsw gwi
    hai haw hil hit hmn hsb hup iba ilo inh jbo jpr jrb kaa kab kac kam kaw kbd kha kho kmb kok kos kpe krc krl kru
    kum kut lad lah lam lez lol loz lua lui lun luo lus mad mag mai mak man mas mdf mdr men mga mic min mnc mni moh
    mos mus mwl mwr myv nap nds new nia niu nog non nqo nso nwc nym nyn nyo nzi osa ota pag pal pam pap pau peo phn
    pon pro raj rap rar rom rup sad sah sam sas sat scn sco sel sga shn sid sma smj smn sms snk sog srn srr suk sus
    sux syc syr tem ter tet tig tiv tkl tlh tli tmh tog tpi tsi tum tvl tyv udm uga umb vai vot wal war was xal yao
    yap yue zap zbl zen zun zza
"""
_OLD = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro"}


def _short_codes() -> dict[str, str]:
    short: dict[str, str] = {}
    first = ""
    for code in _CODES.split():
        first = code if len(code) == 2 else first
        short[code] = first
    return short | {code: code for code in _LONG_CODES.split()} | _OLD


_SHORT = _short_codes()


def canonical_tag(tag: str) -> str | None:
    """Return the tag with the shortest code of its language: "DEU-at" → "de-at"; None: there is no such language."""
    code, separator, rest = tag.replace("_", "-").partition("-")
    short = _SHORT.get(code.lower())
    return short + separator + rest if short else None
