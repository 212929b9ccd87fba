// Name the video on lock screens and headsets, whose keys then play, pause and seek.

export function offerMediaSession(media, { title, school }, act) {
  const { mediaSession } = navigator;
  if (!mediaSession) return;
  const handlers = {
    play: () => media.play(),
    pause: () => media.pause(),
    seekbackward: () => act("back10"),
    seekforward: () => act("forward10"),
    seekto: ({ seekTime }) => (media.currentTime = seekTime),
  };
  media.addEventListener("playing", () => {
    const artwork = media.poster ? [{ src: media.poster }] : [];
    mediaSession.metadata = new MediaMetadata({ title, artist: school, artwork });
    for (const [action, handle] of Object.entries(handlers)) {
      try {
        mediaSession.setActionHandler(action, handle);
      } catch {
        // a browser does not know this action
      }
    }
  });
}
