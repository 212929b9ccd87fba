"""The words of the example course: what is said, what the slides show, and what a student may ask."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One slide and what is said over it; `diagram` names a function of course_diagrams."""

    heading: str
    diagram: str
    points: tuple[str, ...]
    text: str

    @property
    def first_sentence(self) -> str:
        """The sentence that is heard at the section's start; a point inside a number ends nothing."""
        return re.split(r"(?<=[.!?])\s", self.text, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Video:
    """One lesson; the ending of `file` chooses the container and the codecs."""

    file: str
    title: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """All that is said, as one paragraph."""
        return " ".join(section.text for section in self.sections)


@dataclass(frozen=True, slots=True)
class Question:
    """What a student may ask, and the section that answers it."""

    question: str
    video: str
    section: str


TITLE = "Exposure, step by step"
DESCRIPTION = (
    "Three short lessons on photographic exposure: the aperture, the shutter speed, and the ISO with the exposure "
    "triangle."
)

APERTURE = Video(
    file="1-aperture.mp4",
    title="Aperture: how wide the lens opens",
    sections=(
        Section(
            heading="What exposure means",
            diagram="exposures",
            points=("How much light is collected", "Too much: white for good", "Aperture, shutter speed, ISO"),
            text="Exposure is how much light the sensor collects while a picture is taken. When there is too little "
            "of it, the picture is dark and muddy. When there is too much, the brightest parts become pure white, and "
            "their detail is lost for good. Three settings decide how bright a picture becomes: the aperture, the "
            "shutter speed and the ISO. This lesson explains the aperture.",
        ),
        Section(
            heading="The f-number",
            diagram="apertures",
            points=("Focal length ÷ opening's width", "50 mm at f/2: 25 mm wide", "Small number, large hole"),
            text="The aperture is the opening inside the lens, and its size is given by the f-number: the focal "
            "length divided by the width of the opening. So a 50mm lens at f/2 has an opening 25mm wide. That is why "
            "a small number means a large hole, while f/16 is a very small hole.",
        ),
        Section(
            heading="Counting light in stops",
            diagram="stops",
            points=("A stop doubles or halves light", "Next f-number: 1.4 times", "f/4 to f/2.8: twice the light"),
            text="Photographers measure light with a unit called the stop. Each stop doubles the light, or cuts it in "
            "half. The full stops of the lens are f/1.4, f/2, f/2.8, f/4, f/5.6, f/8, f/11 and f/16. Each number is "
            "about 1.4 times the number before it, because the area of a circle grows with the square of its width. "
            "Opening the lens from f/4 to f/2.8 doubles the light.",
        ),
        Section(
            heading="Depth of field",
            diagram="depth_of_field",
            points=("Wide open: soft background", "Closed down: near and far sharp", "Closer means thinner"),
            text="The depth of field is the part of the scene, from near to far, that looks sharp. A wide aperture "
            "like f/2 makes it shallow: the face is sharp, and the background melts into soft shapes. A small "
            "aperture like f/11 keeps the flowers in front and the mountains behind in focus together. Moving closer "
            "to your subject also makes the sharp zone thinner.",
        ),
        Section(
            heading="Which aperture to choose",
            diagram="choices",
            points=("Portrait: f/2 on the near eye", "Group in two rows: f/5.6", "Beyond f/16 diffraction softens"),
            text="For a portrait, start at f/2 and focus on the nearest eye. For two rows of people, use f/5.6, so "
            "that everyone is sharp. For a wide landscape, start at f/11. Do not close the lens more than you need. "
            "Beyond f/16, the whole picture turns soft, because a tiny hole spreads the light. The name of this "
            "effect is diffraction, and no lens is free of it.",
        ),
    ),
)

SHUTTER = Video(
    file="2-shutter-speed.webm",
    title="Shutter speed: how long the light comes in",
    sections=(
        Section(
            heading="How long the shutter is open",
            diagram="shutter_times",
            points=("Seconds, or parts of a second", "Twice the time, twice the light", "1/60th to 1/30th: one stop"),
            text="Shutter speed is the time during which the sensor collects light. It is measured in seconds, or in "
            "parts of a second. If you double the time, you double the light, so that is one stop. Changing from a "
            "60th of a second to a 30th makes the picture one stop brighter. Going the other way makes it one stop "
            "darker.",
        ),
        Section(
            heading="Freezing motion",
            diagram="freezing",
            points=("Walking: 1/125th", "Running and sports: 1/500th", "Birds and racing cars: 1/2000th"),
            text="Freezing motion means closing the shutter before the subject has moved very far. For a person who "
            "is walking, use a 125th of a second. For running children and for most sports, use a 500th of a second. "
            "A runner covers 6 meters every second, but only 12 millimeters in a 500th of a second. Birds in flight "
            "and racing cars need a 2000th of a second.",
        ),
        Section(
            heading="Blur on purpose",
            diagram="panning",
            points=("Silky water: half a second", "Panning: follow at 1/30th", "Car lights: ten seconds"),
            text="Motion blur can be beautiful, and a slow shutter makes plenty of it. A waterfall looks like silk "
            "when the shutter stays open for half a second or longer. To show speed, follow a cyclist with your "
            "camera at a 30th of a second. The cyclist stays sharp while the background turns into streaks. This is "
            "known as a panning shot. At night, 10 seconds will draw the lights of passing cars as long red lines.",
        ),
        Section(
            heading="Holding the camera by hand",
            diagram="hand_held",
            points=("No slower than 1 ÷ focal length", "200 mm lens: 1/200th", "Stabilization: three stops"),
            text="Camera shake blurs the whole picture, even when nothing in the scene is moving. There is an easy "
            "rule for holding the camera by hand: divide one by the focal length, and never use a slower speed than "
            "that. With a 50 millimeter lens, use a 50th of a second or faster. With a 200 millimeter lens, use a "
            "200th of a second. Image stabilization gains about 3 stops, but it cannot freeze a subject that moves.",
        ),
        Section(
            heading="When you need a tripod",
            diagram="tripod",
            points=("Weak light, long times", "Self timer: two seconds", "Wind: heavy bag, short legs"),
            text="When the light is too weak for holding the camera by hand, put it on a tripod. Set the self timer "
            "to 2 seconds, because pressing the button shakes the camera. When it is windy, put a heavy bag under the "
            "tripod, and keep its legs short. Now you can use times of many seconds, and a still scene will be "
            "perfectly sharp.",
        ),
    ),
)

ISO = Video(
    file="3-iso-and-triangle.mp4",
    title="ISO and the exposure triangle",
    sections=(
        Section(
            heading="What ISO does",
            diagram="iso_steps",
            points=("Adds no light, only brightness", "ISO 100 to 200: one stop", "ISO 100 is the cleanest"),
            text="ISO tells the camera how strongly to brighten the signal that comes from the sensor. It adds no "
            "light at all. Every doubling of the number, like 100 to 200 or 400 to 800, makes the picture one stop "
            "brighter. On most cameras, ISO 100 is the lowest setting, and it gives the cleanest picture.",
        ),
        Section(
            heading="Noise at high ISO",
            diagram="noise",
            points=("Grain and spots in shadows", "Little light, amplified", "Sharp and noisy beats blurred"),
            text="High ISO settings make noise visible: coarse grain and ugly spots in the dark parts. The reason is "
            "that the sensor received very little light, and the camera amplifies the errors together with the "
            "picture. A large modern sensor still gives good prints at ISO 3200. A sharp picture with noise is better "
            "than a blurred picture without it, because software can reduce noise, but it cannot repair blur.",
        ),
        Section(
            heading="The exposure triangle",
            diagram="triangle",
            points=("Three sides, one brightness", "Change one, balance another", "f/4, 1/125th = f/2.8, 1/250th"),
            text="The exposure triangle is made of aperture, shutter speed and ISO. If you change one side by a stop, "
            "you must change another side by a stop in the other direction to keep the same brightness. Suppose the "
            "picture is right at f/4 and a 125th of a second. It will be just as bright at f/2.8 and a 250th of a "
            "second. The background is softer now, and movement is frozen better.",
        ),
        Section(
            heading="When the light meter is wrong",
            diagram="metering",
            points=("The meter expects medium grey", "Snow: one or two stops more", "Black cat: one stop less"),
            text="The light meter in your camera expects every scene to be medium grey. This is why snow comes out "
            "grey, and why a black cat looks too bright. You can fix this with exposure compensation. Snow needs one "
            "or two stops more, and the black cat needs one stop less. Finally, look at the histogram: if the graph "
            "is piled up against the right edge, the bright parts have lost their detail.",
        ),
        Section(
            heading="A simple order of work",
            diagram="order",
            points=("Decide what matters most", "Raise ISO last", "Sunny 16: f/16, 1/100th"),
            text="Here is a simple order of work for any picture. First, decide what matters most. If it is the "
            "background, set the aperture. If it is movement, set the shutter speed. Then balance the light with the "
            "other one, and raise the ISO last, only as far as you need. If you have no light meter, remember the "
            "sunny 16 rule. In bright sun, use f/16, a 100th of a second and ISO 100.",
        ),
    ),
)

VIDEOS = (APERTURE, SHUTTER, ISO)

QUESTIONS = (
    Question("Why is f/16 a smaller hole than f/2?", APERTURE.file, "The f-number"),
    Question("How much more light do I get when I open up by one stop?", APERTURE.file, "Counting light in stops"),
    Question("How can I make everything behind a person look blurry?", APERTURE.file, "Depth of field"),
    Question("What makes photos look soft at very small apertures?", APERTURE.file, "Which aperture to choose"),
    Question("Which shutter speed stops the movement of kids who run around?", SHUTTER.file, "Freezing motion"),
    Question("How do I make flowing water look silky?", SHUTTER.file, "Blur on purpose"),
    Question("What is the slowest speed I can use without a tripod?", SHUTTER.file, "Holding the camera by hand"),
    Question("Why should I not press the shutter button on a tripod?", SHUTTER.file, "When you need a tripod"),
    Question("Why do my pictures look grainy in dim light?", ISO.file, "Noise at high ISO"),
    Question("If I open the aperture by a stop, what must I change?", ISO.file, "The exposure triangle"),
    Question("Why does snow look dull and grey in my photos?", ISO.file, "When the light meter is wrong"),
    Question("Which settings work on a sunny day if I cannot measure the light?", ISO.file, "A simple order of work"),
)
