// Upload a file with tus-js-client as it is, going on where an earlier run of this was stopped.
// Arguments: node_modules, endpoint, token, file, where its address is remembered, piece size in bytes, metadata as JSON.

import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

const [packages, endpoint, token, path, remembered, size, said] = process.argv.slice(2);
const tus = createRequire(`${packages}/`)("tus-js-client");

const upload = new tus.Upload(createReadStream(path), {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  metadata: JSON.parse(said),
  chunkSize: Number(size),
  retryDelays: [0, 500, 1000],
  urlStorage: new tus.FileUrlStorage(remembered),
  removeFingerprintOnSuccess: true,
  onError: (error) => {
    console.error(error.message);
    process.exit(1);
  },
  onSuccess: () => process.exit(0),
});

const [earlier] = await upload.findPreviousUploads();
if (earlier) upload.resumeFromPreviousUpload(earlier);
upload.start();
