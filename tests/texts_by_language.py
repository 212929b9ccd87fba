"""The same advice on bread in many languages; each has 20 words or more, where words stand between spaces."""

TEXTS = {
    "en": (
        "Let the dough rest for one night in a cold place, and heat the oven for an hour before the bread "
        "goes in, because a good crust needs strong heat from the start."
    ),
    "de": (
        "Lassen Sie den Teig eine Nacht lang an einem kühlen Ort ruhen, und heizen Sie den Ofen eine Stunde "
        "vor, weil eine gute Kruste von Anfang an starke Hitze braucht."
    ),
    "fr": (
        "Laissez reposer la pâte pendant une nuit dans un endroit frais, puis chauffez le four une heure "
        "avant d'y mettre le pain, car une bonne croûte a besoin de chaleur."
    ),
    "es": (
        "Deje reposar la masa durante una noche en un lugar fresco y caliente el horno una hora antes de "
        "meter el pan, porque una buena corteza necesita mucho calor."
    ),
    "pt": (
        "Deixe a massa descansar uma noite num lugar fresco e aqueça o forno uma hora antes de pôr o pão, "
        "porque uma boa crosta precisa de muito calor desde o início."
    ),
    "it": (
        "Lasciate riposare l'impasto per una notte in un luogo fresco e scaldate il forno un'ora prima di "
        "mettere il pane, perché una buona crosta ha bisogno di molto calore."
    ),
    "nl": (
        "Laat het deeg een nacht rusten op een koele plaats en verwarm de oven een uur voordat het brood "
        "erin gaat, want een goede korst heeft vanaf het begin veel warmte nodig."
    ),
    "sv": (
        "Låt degen vila en natt på en sval plats och värm ugnen en timme innan brödet sätts in, eftersom en "
        "bra skorpa behöver mycket värme redan från början."
    ),
    "da": (
        "Lad dejen hvile en nat på et køligt sted, og varm ovnen op en time før brødet sættes ind, fordi en "
        "god skorpe har brug for meget varme lige fra begyndelsen."
    ),
    "no": (
        "La deigen hvile en natt på et kjølig sted, og varm opp ovnen en time før brødet settes inn, fordi "
        "en god skorpe trenger mye varme helt fra begynnelsen av."
    ),
    "fi": (
        "Anna taikinan levätä yön yli viileässä paikassa ja kuumenna uunia tunnin ajan ennen kuin leipä "
        "pannaan sisään, koska hyvä kuori tarvitsee alusta asti paljon lämpöä."
    ),
    "hu": (
        "Hagyja a tésztát egy éjszakán át hűvös helyen pihenni, és melegítse elő a sütőt egy órával azelőtt, "
        "hogy a kenyér bekerül, mert a jó héjhoz nagy hő kell."
    ),
    "tr": (
        "Hamuru bir gece serin bir yerde dinlendirin ve ekmeği koymadan bir saat önce fırını ısıtın, çünkü "
        "iyi bir kabuk için baştan itibaren çok fazla ısı gerekir."
    ),
    "pl": (
        "Zostaw ciasto na jedną noc w chłodnym miejscu i rozgrzej piekarnik na godzinę przed włożeniem "
        "chleba, ponieważ dobra skórka od początku potrzebuje dużo ciepła."
    ),
    "cs": (
        "Nechte těsto jednu noc odpočívat na chladném místě a hodinu předtím, než dáte chleba dovnitř, "
        "rozehřejte troubu, protože dobrá kůrka potřebuje od začátku hodně tepla."
    ),
    "sk": (
        "Nechajte cesto jednu noc odpočívať na chladnom mieste a hodinu predtým, ako vložíte chlieb, "
        "zohrejte rúru, pretože dobrá kôrka potrebuje od začiatku veľa tepla."
    ),
    "hr": (
        "Ostavite tijesto jednu noć na hladnom mjestu i zagrijte pećnicu sat vremena prije nego što stavite "
        "kruh, jer dobra korica od samog početka treba mnogo topline."
    ),
    "sl": (
        "Testo pustite eno noč počivati na hladnem mestu in uro pred tem, ko daste kruh noter, segrejte "
        "pečico, ker dobra skorja že od začetka potrebuje veliko toplote."
    ),
    "ro": (
        "Lăsați aluatul să se odihnească o noapte într-un loc răcoros și încălziți cuptorul cu o oră înainte "
        "de a pune pâinea, pentru că o coajă bună are nevoie de căldură."
    ),
    "ca": (
        "Deixeu reposar la massa tota una nit en un lloc fresc i escalfeu el forn una hora abans de posar-hi "
        "el pa, perquè una bona crosta necessita molta calor des del principi."
    ),
    "gl": (
        "Deixe repousar a masa durante unha noite nun lugar fresco e quente o forno unha hora antes de meter "
        "o pan, porque unha boa codia precisa moita calor desde o comezo."
    ),
    "eu": (
        "Utzi orea gau batez leku fresko batean atseden hartzen, eta berotu labea ordubete lehenago ogia "
        "sartu baino, azal on batek hasieratik bero handia behar duelako."
    ),
    "vi": (
        "Hãy để bột nghỉ một đêm ở nơi mát mẻ và làm nóng lò một giờ trước khi cho bánh mì vào, bởi vì một "
        "lớp vỏ ngon cần nhiều nhiệt ngay từ đầu."
    ),
    "id": (
        "Biarkan adonan beristirahat semalaman di tempat yang sejuk, lalu panaskan oven selama satu jam "
        "sebelum roti dimasukkan, karena kulit yang baik membutuhkan banyak panas sejak awal."
    ),
    "ms": (
        "Biarkan doh berehat semalaman di tempat yang sejuk, kemudian panaskan ketuhar selama sejam sebelum "
        "roti dimasukkan, kerana kerak yang baik memerlukan haba yang banyak sejak mula."
    ),
    "tl": (
        "Hayaang magpahinga ang masa sa loob ng isang gabi sa malamig na lugar at painitin ang pugon ng "
        "isang oras bago ilagay ang tinapay, dahil kailangan ng magandang balat ang init."
    ),
    "sw": (
        "Acha unga upumzike usiku mmoja mahali penye baridi na uwashe tanuri saa moja kabla ya kuweka mkate, "
        "kwa sababu ganda zuri linahitaji joto jingi tangu mwanzo."
    ),
    "af": (
        "Laat die deeg vir een nag op 'n koel plek rus en verhit die oond 'n uur voordat die brood ingaan, "
        "want 'n goeie kors het van die begin af baie hitte nodig."
    ),
    "is": (
        "Láttu deigið hvíla eina nótt á köldum stað og hitaðu ofninn í klukkutíma áður en brauðið fer inn, "
        "því að góð skorpa þarf mikinn hita frá upphafi."
    ),
    "et": (
        "Laske taignal ühe öö jahedas kohas puhata ja kuumutage ahju tund aega enne, kui leiva sisse panete, "
        "sest hea koorik vajab algusest peale palju kuumust."
    ),
    "lt": (
        "Palikite tešlą vieną naktį pailsėti vėsioje vietoje ir valandą prieš dedant duoną įkaitinkite "
        "krosnį, nes gerai plutai nuo pat pradžių reikia daug karščio."
    ),
    "lv": (
        "Ļaujiet mīklai vienu nakti atpūsties vēsā vietā un stundu pirms maizes ielikšanas uzkarsējiet "
        "krāsni, jo labai garozai jau no sākuma vajag daudz karstuma."
    ),
    "sq": (
        "Lëreni brumin të pushojë një natë në një vend të freskët dhe ngrohni furrën një orë para se të "
        "futni bukën, sepse një kore e mirë ka nevojë për shumë nxehtësi."
    ),
    "cy": (
        "Gadewch i'r toes orffwys am noson mewn lle oer a chynheswch y popty am awr cyn rhoi'r bara i mewn, "
        "oherwydd mae angen llawer o wres ar grystyn da o'r dechrau."
    ),
    "ga": (
        "Lig don taos scíth a ligean ar feadh oíche in áit fhionnuar agus téigh an t-oigheann uair an chloig "
        "sula gcuireann tú an t-arán isteach, mar teastaíonn teas ó chrústa maith."
    ),
    "eo": (
        "Lasu la paston ripozi dum unu nokto en malvarmeta loko kaj varmigu la fornon unu horon antaŭ ol vi "
        "enmetas la panon, ĉar bona krusto bezonas multe da varmo."
    ),
    "az": (
        "Xəmiri bir gecə sərin yerdə dincəlməyə qoyun və çörəyi qoymazdan bir saat əvvəl sobanı qızdırın, "
        "çünki yaxşı qabıq üçün əvvəldən çox istilik lazımdır."
    ),
    "uz": (
        "Xamirni bir kecha salqin joyda dam oldiring va nonni solishdan bir soat oldin pechni qizdiring, "
        "chunki yaxshi qobiq uchun boshidan ko'p issiqlik kerak bo'ladi."
    ),
    "so": (
        "Cajiinka ha u nasto hal habeen meel qabow oo foornada kululee hal saac ka hor inta aan rootiga la "
        "gelin, sababtoo ah qolof fiican waxay u baahan tahay kulayl badan."
    ),
    "ru": (
        "Дайте тесту отдохнуть одну ночь в прохладном месте и разогрейте печь за час до того, как положите "
        "хлеб, потому что хорошей корке с самого начала нужно много тепла."
    ),
    "uk": (
        "Дайте тісту відпочити одну ніч у прохолодному місці та розігрійте піч за годину до того, як "
        "покладете хліб, бо добрій скоринці від самого початку потрібно багато тепла."
    ),
    "be": (
        "Дайце цесту адпачыць адну ноч у прахалодным месцы і разагрэйце печ за гадзіну да таго, як "
        "пакладзеце хлеб, бо добрай скарынцы з самага пачатку трэба шмат цяпла."
    ),
    "bg": (
        "Оставете тестото да почине една нощ на хладно място и загрейте фурната един час преди да сложите "
        "хляба, защото добрата коричка се нуждае от много топлина от самото начало."
    ),
    "sr": (
        "Оставите тесто једну ноћ на хладном месту и загрејте пећницу сат времена пре него што ставите хлеб, "
        "јер добра корица од самог почетка тражи много топлоте."
    ),
    "mk": (
        "Оставете го тестото една ноќ на ладно место и загрејте ја печката еден час пред да го ставите "
        "лебот, бидејќи добрата корка бара многу топлина од самиот почеток."
    ),
    "kk": (
        "Қамырды бір түн салқын жерде демалдырыңыз және нанды салмас бұрын пешті бір сағат қыздырыңыз, "
        "өйткені жақсы қабық үшін басынан бастап көп жылу керек."
    ),
    "mn": (
        "Зуурсан гурилаа нэг шөнө сэрүүн газар амраагаад, талх хийхээс нэг цагийн өмнө зуухаа халаагаарай, "
        "учир нь сайн царцдас эхнээсээ их дулаан шаарддаг."
    ),
    "tg": (
        "Хамирро як шаб дар ҷои салқин монед ва як соат пеш аз гузоштани нон танӯрро гарм кунед, зеро пӯсти "
        "хуб аз аввал гармии зиёд мехоҳад."
    ),
    "el": (
        "Αφήστε τη ζύμη να ξεκουραστεί μια νύχτα σε δροσερό μέρος και ζεστάνετε τον φούρνο μία ώρα πριν "
        "βάλετε το ψωμί, γιατί μια καλή κόρα χρειάζεται πολλή θερμότητα."
    ),
    "he": (
        "תנו לבצק לנוח לילה אחד במקום קריר וחממו את התנור שעה לפני שמכניסים את הלחם, כי קרום טוב צריך הרבה "
        "חום כבר מההתחלה."
    ),
    "ar": (
        "اترك العجين يرتاح ليلة واحدة في مكان بارد وسخن الفرن قبل ساعة من وضع الخبز، لأن القشرة الجيدة تحتاج "
        "إلى حرارة كثيرة منذ البداية."
    ),
    "fa": (
        "بگذارید خمیر یک شب در جای خنک استراحت کند و یک ساعت پیش از گذاشتن نان تنور را گرم کنید، زیرا پوسته "
        "خوب از آغاز به گرمای زیاد نیاز دارد."
    ),
    "ur": (
        "آٹے کو ایک رات ٹھنڈی جگہ پر آرام کرنے دیں اور روٹی ڈالنے سے ایک گھنٹہ پہلے تنور گرم کریں، کیونکہ "
        "اچھی پرت کو شروع ہی سے بہت زیادہ گرمی چاہیے۔"
    ),
    "ps": (
        "خمیر ته یوه شپه په یخ ځای کې آرام ورکړئ او د ډوډۍ له ایښودلو یو ساعت مخکې تنور ګرم کړئ، ځکه چې ښه "
        "پوټکی له پیل څخه ډېره تودوخه غواړي."
    ),
    "hi": (
        "आटे को एक रात ठंडी जगह पर रहने दें और रोटी रखने से एक घंटा पहले तंदूर को गरम करें, क्योंकि अच्छी "
        "परत के लिए शुरू से ही बहुत गर्मी चाहिए।"
    ),
    "mr": (
        "पीठ एका रात्रीसाठी थंड जागी राहू द्या आणि पाव ठेवण्याच्या एक तास आधी भट्टी गरम करा, कारण चांगल्या "
        "कवचासाठी सुरुवातीपासूनच भरपूर उष्णता लागते."
    ),
    "ne": (
        "पिठोलाई एक रात चिसो ठाउँमा राख्नुहोस् र रोटी राख्नुभन्दा एक घण्टा अगाडि भट्टी तताउनुहोस्, किनभने "
        "राम्रो बाहिरी भागका लागि सुरुदेखि नै धेरै ताप चाहिन्छ।"
    ),
    "bn": (
        "খামিরটিকে এক রাত ঠান্ডা জায়গায় বিশ্রাম দিন এবং রুটি দেওয়ার এক ঘণ্টা আগে চুলা গরম করুন, কারণ ভালো খোসার জন্য শুরু থেকেই অনেক তাপ লাগে।"
    ),
    "as": (
        "আটাখিনি এৰাতি ঠাণ্ডা ঠাইত থাকিবলৈ দিয়ক আৰু ৰুটি দিয়াৰ এঘণ্টা আগতে চৌকাটো গৰম কৰক, কাৰণ ভাল বাকলিৰ বাবে আৰম্ভণিৰে পৰা বহুত তাপ লাগে।"
    ),
    "pa": ("ਆਟੇ ਨੂੰ ਇੱਕ ਰਾਤ ਠੰਢੀ ਥਾਂ ਤੇ ਰਹਿਣ ਦਿਓ ਅਤੇ ਰੋਟੀ ਰੱਖਣ ਤੋਂ ਇੱਕ ਘੰਟਾ ਪਹਿਲਾਂ ਤੰਦੂਰ ਗਰਮ ਕਰੋ, ਕਿਉਂਕਿ ਚੰਗੀ ਪਰਤ ਲਈ ਬਹੁਤ ਗਰਮੀ ਚਾਹੀਦੀ ਹੈ।"),
    "gu": (
        "લોટને એક રાત ઠંડી જગ્યાએ રહેવા દો અને રોટલી મૂકતા પહેલા એક કલાક ભઠ્ઠી ગરમ કરો, કારણ કે સારા પડ માટે "
        "શરૂઆતથી જ ઘણી ગરમી જોઈએ છે."
    ),
    "ta": (
        "மாவை ஒரு இரவு குளிர்ந்த இடத்தில் ஓய்வெடுக்க விடுங்கள், ரொட்டியை வைப்பதற்கு ஒரு மணி நேரம் முன்பு "
        "அடுப்பைச் சூடாக்குங்கள், ஏனெனில் நல்ல மேலோட்டுக்கு அதிக வெப்பம் தேவை."
    ),
    "te": ("పిండిని ఒక రాత్రి చల్లని చోట ఉంచండి, రొట్టె పెట్టే ముందు ఒక గంట పొయ్యిని వేడి చేయండి, ఎందుకంటే మంచి పొరకు మొదటి నుండి చాలా వేడి అవసరం."),
    "kn": (
        "ಹಿಟ್ಟನ್ನು ಒಂದು ರಾತ್ರಿ ತಂಪಾದ ಸ್ಥಳದಲ್ಲಿ ಇಡಿ ಮತ್ತು ರೊಟ್ಟಿ ಇಡುವ ಒಂದು ಗಂಟೆ ಮೊದಲು ಒಲೆಯನ್ನು ಬಿಸಿ ಮಾಡಿ, ಏಕೆಂದರೆ ಒಳ್ಳೆಯ ಪದರಕ್ಕೆ ಹೆಚ್ಚು ಶಾಖ ಬೇಕು."
    ),
    "ml": (
        "മാവ് ഒരു രാത്രി തണുത്ത സ്ഥലത്ത് വയ്ക്കുക, അപ്പം വയ്ക്കുന്നതിന് ഒരു മണിക്കൂർ മുമ്പ് അടുപ്പ് "
        "ചൂടാക്കുക, കാരണം നല്ല പുറംതോടിന് തുടക്കം മുതൽ ധാരാളം ചൂട് വേണം."
    ),
    "si": ("පිටි එක රැයක් සිසිල් තැනක තබන්න, පාන් දැමීමට පැයකට පෙර උඳුන රත් කරන්න, මන්ද හොඳ පිටතක් සඳහා මුල සිටම බොහෝ තාපයක් අවශ්‍ය වේ."),
    "ko": (
        "반죽을 서늘한 곳에서 하룻밤 쉬게 하고 빵을 넣기 한 시간 전에 오븐을 데우세요. 좋은 껍질에는 "
        "처음부터 많은 열이 필요하기 때문입니다. 그리고 다 구운 빵은 식힌 다음에 자르세요."
    ),
    "ja": (
        "生地を涼しい場所で一晩休ませて、パンを入れる一時間前にオーブンを温めてください。"
        "良い皮を作るには最初から強い熱が必要だからです。"
    ),
    "zh": ("让面团在阴凉的地方放一夜，放入面包之前先把烤箱预热一个小时，因为要做出好的外皮，一开始就需要很高的温度。"),
    "th": ("ปล่อยให้แป้งพักหนึ่งคืนในที่เย็น แล้วอุ่นเตาอบหนึ่งชั่วโมงก่อนใส่ขนมปัง เพราะเปลือกที่ดีต้องใช้ความร้อนสูงตั้งแต่เริ่มต้น"),
    "lo": ("ປ່ອຍໃຫ້ແປ້ງພັກໜຶ່ງຄືນໃນບ່ອນເຢັນ ແລ້ວອຸ່ນເຕົາອົບໜຶ່ງຊົ່ວໂມງກ່ອນໃສ່ເຂົ້າຈີ່ ເພາະເປືອກທີ່ດີຕ້ອງການຄວາມຮ້ອນສູງຕັ້ງແຕ່ຕົ້ນ"),
    "km": ("ទុកម្សៅឱ្យសម្រាកមួយយប់នៅកន្លែងត្រជាក់ ហើយកម្តៅឡមួយម៉ោងមុនពេលដាក់នំប៉័ង ព្រោះសំបកល្អត្រូវការកម្តៅខ្លាំងតាំងពីដំបូង។"),
    "my": ("မုန့်ညက်ကို အေးသောနေရာတွင် တစ်ညထားပါ၊ ပေါင်မုန့်မထည့်မီ မီးဖိုကို တစ်နာရီကြာ အပူပေးပါ၊ အကြောင်းမှာ ကောင်းသောအပေါ်ယံအတွက် အပူများစွာ လိုအပ်သည်။"),
    "ka": (
        "დატოვეთ ცომი ერთი ღამით გრილ ადგილას და გააცხელეთ ღუმელი ერთი საათით ადრე, სანამ პურს შედებთ, "
        "რადგან კარგ ქერქს თავიდანვე ბევრი სითბო სჭირდება."
    ),
    "hy": (
        "Թողեք խմորը մեկ գիշեր հանգստանա զով տեղում և տաքացրեք վառարանը մեկ ժամ առաջ, քան հացը կդնեք, "
        "որովհետև լավ կեղևին սկզբից շատ ջերմություն է պետք։"
    ),
    "am": ("ሊጡን ለአንድ ሌሊት ቀዝቃዛ ቦታ ላይ ተወው፤ ዳቦውን ከማስገባትህ በፊት ምድጃውን ለአንድ ሰዓት አሙቀው፤ ምክንያቱም ጥሩ ቅርፊት ከመጀመሪያው ብዙ ሙቀት ይፈልጋል።"),
}
