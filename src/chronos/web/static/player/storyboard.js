// Small pictures of a video, from its list in WebVTT, whose cues name boxes of sheets (#xywh=).

const lists = new Map(); // address: a promise of [{ end, address, x, y, width, height }]

async function load(address) {
  const response = await fetch(address);
  return response.ok ? read(await response.text(), response.url) : [];
}

function read(text, base) {
  return text.split("\n\n").flatMap((block) => {
    const [times, picture] = block.trim().split("\n");
    const box = /^(.*)#xywh=(\d+),(\d+),(\d+),(\d+)$/.exec(picture ?? "");
    if (!box || !times.includes("-->")) return [];
    const [x, y, width, height] = box.slice(2).map(Number);
    return [{ end: seconds(times.split("-->")[1].trim()), address: new URL(box[1], base).href, x, y, width, height }];
  });
}

function seconds(stamp) {
  return stamp.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

// Show in `place` what is seen at `at`; resolve with whether there is a picture.
export async function showTile(place, address, at) {
  if (!lists.has(address)) lists.set(address, load(address).catch(() => []));
  const tiles = await lists.get(address);
  const tile = tiles.find((each) => at < each.end) ?? tiles.at(-1);
  if (!tile) return false;
  Object.assign(place.style, {
    width: `${tile.width}px`,
    height: `${tile.height}px`,
    backgroundImage: `url("${tile.address}")`,
    backgroundPosition: `-${tile.x}px -${tile.y}px`,
  });
  return true;
}
