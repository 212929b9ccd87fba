// Server-sent events of an answer, read from the body of a response.

// Yield the events of a stream: each its name and its data.
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => split(line)));
      if (fields.data) yield [fields.event, JSON.parse(fields.data)];
    }
  }
}

function split(line) {
  const at = line.indexOf(":");
  return [line.slice(0, at), line.slice(at + 1).trim()];
}
