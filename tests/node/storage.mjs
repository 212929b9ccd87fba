// Supabase's JavaScript client as it is: every call that these buckets have. Arguments: what it is to use, as JSON.
import assert from 'node:assert/strict'
import { openAsBlob, createReadStream, readFileSync } from 'node:fs'
import { StorageClient } from '@supabase/storage-js'

const { storage, tokens, folder, otherFolder, video, picture, newVideo } = JSON.parse(process.argv[2])
const as = (who) =>
  new StorageClient(storage, { apikey: 'anything', ...(who ? { Authorization: `Bearer ${tokens[who]}` } : {}) })
const creator = as('creator')
const files = creator.from('user-uploads')
const content = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 256))
const binary = { contentType: 'application/octet-stream' }
const own = (name) => `${folder}/${name}`

async function done(call) {
  const { data, error } = await call
  assert.equal(error, null, error?.message)
  return data
}

async function refused(call, statusCode, code) {
  const { data, error } = await call
  assert.equal(data, null)
  assert.equal(error.name, 'StorageApiError')
  assert.deepEqual([error.statusCode, error.code], [statusCode, code], error.message)
  return error.message
}

const text = async (blob) => Buffer.from(await blob.arrayBuffer())
const fetched = async (url, options) => await fetch(url, options)

// Buckets.
assert.deepEqual((await done(creator.listBuckets())).map((bucket) => bucket.id), ['thumbnails', 'user-uploads', 'videos'])
assert.deepEqual((await done(creator.listBuckets({ limit: 1, sortColumn: 'id', sortOrder: 'desc' }))).map((b) => b.id), [
  'videos',
])
assert.equal((await done(creator.getBucket('thumbnails'))).public, true)
await refused(creator.getBucket('nothing'), '404', 'NoSuchBucket')

// Upload in every form that it has, download, info, exists.
const metadata = { from: 'storage-js', n: 1, name: 'Größe' }
const uploaded = await done(files.upload(own('raw'), content, { ...binary, cacheControl: '60', metadata }))
assert.deepEqual([uploaded.path, uploaded.fullPath], [own('raw'), `user-uploads/${own('raw')}`])
assert.match(uploaded.id, /^[0-9a-f-]{36}$/)
await done(files.upload(own('blob'), new Blob([content], { type: 'image/png' }), { metadata, cacheControl: '61' }))
const form = new FormData()
form.append('file', new Blob([content]), 'whatever.bin')
await done(files.upload(own('form'), form, binary))
await done(files.upload(own('stream'), createReadStream(picture), { ...binary, duplex: 'half' }))
await done(files.upload(own('text'), 'some text'))
await done(files.upload(own('empty'), new Blob([])))
for (const name of ['raw', 'blob', 'form']) {
  assert.deepEqual(await text(await done(files.download(own(name)))), content)
}
assert.deepEqual(await text(await done(files.download(own('stream')))), readFileSync(picture))
assert.equal((await done(files.download(own('text')))).type, 'text/plain;charset=utf-8')
assert.equal((await text(await done(files.download(own('empty'))))).length, 0)
const reader = (await done(files.download(own('raw')).asStream())).getReader()
let length = 0
for (let piece = await reader.read(); !piece.done; piece = await reader.read()) length += piece.value.length
assert.equal(length, content.length)
const raw = await done(files.info(own('raw')))
assert.deepEqual(raw.metadata, metadata)
assert.deepEqual([raw.size, raw.contentType, raw.cacheControl], [content.length, binary.contentType, 'max-age=60'])
assert.equal(raw.id, uploaded.id)
const blob = await done(files.info(own('blob')))
assert.deepEqual([blob.contentType, blob.cacheControl, blob.metadata], ['image/png', 'max-age=61', metadata])
assert.equal((await files.exists(own('raw'))).data, true)
assert.equal((await files.exists(own('none'))).data, false)

// Upsert and update.
await refused(files.upload(own('raw'), 'other'), '409', 'KeyAlreadyExists')
await done(files.upload(own('raw'), 'second', { upsert: true }))
assert.equal((await text(await done(files.download(own('raw'))))).toString(), 'second')
await done(files.update(own('raw'), new Blob(['third'])))
assert.equal((await text(await done(files.download(own('raw'))))).toString(), 'third')
assert.equal((await done(files.info(own('raw')))).id, uploaded.id)

// List.
await done(files.upload(own('deep/er/file.txt'), 'x'))
const listed = await done(files.list(folder))
assert.deepEqual(listed.map((entry) => entry.name), ['deep', 'blob', 'empty', 'form', 'raw', 'stream', 'text'])
assert.deepEqual([listed[0].id, listed[0].metadata, listed[4].metadata.size], [null, null, 5])
const some = await done(files.list(folder, { limit: 2, offset: 1, sortBy: { column: 'name', order: 'desc' } }))
assert.deepEqual(some.map((entry) => entry.name), ['text', 'stream'])
assert.deepEqual((await done(files.list(folder, { search: 'FO' }))).map((entry) => entry.name), ['form'])
const page = await done(files.listV2({ prefix: `${folder}/`, with_delimiter: true, limit: 3 }))
assert.deepEqual(page.folders.map((entry) => entry.name), [`${folder}/deep/`])
assert.deepEqual(page.objects.map((entry) => entry.name), [own('blob'), own('empty')])
const next = await done(files.listV2({ prefix: `${folder}/`, with_delimiter: true, limit: 9, cursor: page.nextCursor }))
assert.deepEqual([next.hasNext, next.objects.length], [false, 4])

// Move, copy, remove; between buckets too.
await done(files.copy(own('raw'), own('copy')))
await done(files.copy(own('blob'), own('copied anew'), { copyMetadata: false, metadata: { mimetype: 'text/plain' } }))
const anew = await done(files.info(own('copied anew')))
assert.deepEqual([anew.contentType, anew.metadata], ['text/plain', {}])
assert.equal((await done(files.move(own('copy'), own('moved')))).message, 'Successfully moved')
await refused(files.move(own('none'), own('x')), '404', 'NoSuchKey')
await refused(files.move(own('moved'), own('raw')), '409', 'KeyAlreadyExists')
await refused(files.move(own('moved'), `${otherFolder}/moved`), '403', 'AccessDenied')
await refused(files.copy(own('moved'), `${otherFolder}/moved`), '403', 'AccessDenied')
await done(files.upload(own('p.png'), await openAsBlob(picture, { type: 'image/png' })))
const toThumbnails = { destinationBucket: 'thumbnails' }
assert.equal((await done(files.copy(own('p.png'), own('p.png'), toThumbnails))).path, `thumbnails/${own('p.png')}`)
await refused(files.copy(own('text'), own('t.png'), toThumbnails), '415', 'InvalidMimeType')
await refused(files.move(own('blob'), own('t.png'), toThumbnails), '415', 'InvalidMimeType')
assert.equal((await files.exists(own('blob'))).data, true)
await done(files.move(own('p.png'), own('q.png'), toThumbnails))
assert.equal((await files.exists(own('p.png'))).data, false)
const removed = await done(files.remove([own('moved'), own('copied anew'), own('none')]))
assert.deepEqual(removed.map((entry) => entry.name).sort(), [own('copied anew'), own('moved')])

// Links: signed for one and for many, for uploads, and public.
const { signedUrl } = await done(files.createSignedUrl(own('form'), 60, { download: 'saved.bin' }))
const answer = await fetched(signedUrl, { headers: { Range: 'bytes=1-3' } })
assert.deepEqual([answer.status, answer.headers.get('content-range')], [206, `bytes 1-3/${content.length}`])
assert.match(answer.headers.get('content-disposition'), /^attachment; filename="saved.bin"/)
const many = await done(files.createSignedUrls([own('form'), own('none')], 60))
assert.equal((await fetched(many[0].signedUrl)).status, 200)
assert.deepEqual([many[1].signedUrl, typeof many[1].error], [null, 'string'])
await refused(files.createSignedUrl(own('none'), 60), '404', 'NoSuchKey')
const link = await done(files.createSignedUploadUrl(own('by link')))
const byLink = await done(as(null).from('user-uploads').uploadToSignedUrl(link.path, link.token, content, binary))
assert.equal(byLink.fullPath, `user-uploads/${own('by link')}`)
assert.deepEqual(await text(await done(files.download(own('by link')))), content)
await refused(
  as(null).from('user-uploads').uploadToSignedUrl(own('elsewhere'), link.token, content, binary),
  '400',
  'InvalidSignature'
)
const again = await done(files.createSignedUploadUrl(own('by link'), { upsert: true }))
await done(as(null).from('user-uploads').uploadToSignedUrl(again.path, again.token, new Blob(['replaced'])))
assert.equal((await text(await done(files.download(own('by link'))))).toString(), 'replaced')
const { publicUrl } = creator.from('thumbnails').getPublicUrl(own('q.png')).data
const shown = await fetched(publicUrl)
assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/png'])
assert.deepEqual(Buffer.from(await shown.arrayBuffer()), readFileSync(picture))

// A video.
const videos = creator.from('videos')
const added = await done(videos.upload(newVideo, await openAsBlob(video, { type: 'video/mp4' })))
assert.equal(added.fullPath, `videos/${newVideo}`)
assert.deepEqual(await text(await done(videos.download(newVideo))), readFileSync(video))
for (const change of [videos.remove([newVideo]), videos.move(newVideo, newVideo.replace('.mp4', '2.mp4'))]) {
  assert.match(await refused(change, '403', 'AccessDenied'), /belongs to a video: remove the video/)
}

// Others.
for (const who of ['student', 'otherCreator', null]) {
  const theirs = as(who).from('user-uploads')
  await refused(theirs.download(own('form')), '404', 'NoSuchKey')
  assert.deepEqual(await done(theirs.list(folder)), [])
  assert.deepEqual(await done(theirs.remove([own('form')])), [])
  const denied = who ? ['403', 'AccessDenied'] : ['404', 'NoSuchBucket']
  await refused(theirs.upload(own('theirs'), 'x'), ...denied)
}
await refused(new StorageClient(storage, { Authorization: 'Bearer nonsense' }).from('videos').info('x'), '403', 'AccessDenied')
// The service's own token is held back by no policy.
assert.equal((await as('service').from('user-uploads').exists(own('form'))).data, true)
await done(files.remove((await done(files.listV2({ prefix: folder }))).objects.map((entry) => entry.name)))
assert.deepEqual(await done(files.list(folder)), [])
console.log('done')
