const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Words of which the sentences are made, by their part in a sentence. All are common English, chosen so that every one of
 * the 39 phonemes comes up often, the rare ones (oy, uh, zh, th, jh) not too seldom.
 */
export const WORDS = {
  determiner: words('the a this that each every one another some our their my your his her'),
  number: words('two three four five six seven eight nine ten eleven twelve thirty fifty many both few'),
  adjective: words(`
    quiet broken yellow heavy gentle curious narrow early muddy joyous noisy thick thin northern southern good full
    loyal royal smooth rough bright dark hollow shallow foggy wooden woollen huge youthful cheap rich jagged strange
    ancient modern casual usual unusual lazy busy hungry angry happy pretty bitter better warm cold dusty rusty misty
    loud proud brown round green blue purple orange grey white pale tall small short long wide deep high low poor pure
    rare fair clever simple humble little single double awful lawful honest modest foolish selfish English`),
  noun: words(`
    boy girl child teacher doctor author brother mother father daughter farmer baker sailor painter lawyer judge pilot
    river mountain valley ocean island beach forest garden orchard meadow village city bridge tower castle church house
    kitchen window mirror table chair cupboard basket bottle kettle butter bread cheese sugar honey orange apple cherry
    pudding cookie coffee water juice oyster turkey chicken pigeon eagle owl fox wolf horse donkey monkey tiger lizard
    spider feather leather weather thunder lightning shadow meadow treasure measure engine wagon carriage train ship
    boat rocket bicycle hammer needle thread button jacket glove shoe hood hook book paper letter picture puzzle riddle
    melody violin guitar piano trumpet drum voice noise choice coin point joint foil soil poison mouth tooth thumb wrist
    elbow shoulder stomach breath earth month path cloud crowd mouse hour flower power shower towel number question
    answer reason season leisure garage vision lesson journey bargain message village package engine mathematics`),
  plural: words(`
    boys girls children teachers farmers sailors horses donkeys chickens pigeons oysters apples cherries oranges cookies
    books letters pictures windows mirrors bottles baskets wheels engines bridges towers houses villages cities islands
    clouds flowers feathers leaves branches roots stones shells coins buttons gloves shoes jackets blankets towels
    needles threads hammers voices noises choices questions answers reasons lessons journeys measures treasures garages`),
  verbPast: words(`
    watched found carried followed painted measured treasured enjoyed destroyed pushed pulled shook took cooked washed
    brought bought caught taught fought chose used heard hurt turned burned learned served saw drew threw knew blew
    showed owned closed opened counted joined pointed touched judged changed arranged chased guarded charged answered
    finished polished vanished gathered bothered covered discovered remembered forgot lost tossed crossed passed asked
    kept left felt built mended tasted wasted hated waited rated visited hunted planted wanted noticed promised`),
  verb: words(`
    watch find carry follow paint measure enjoy destroy push pull shake take cook wash bring buy catch teach fight choose
    use hear hurt turn burn learn serve see draw throw know blow show own close open count join point touch judge change
    arrange chase guard charge answer finish polish gather bother cover discover remember forget lose toss cross pass
    ask keep leave feel build mend taste waste hate visit hunt plant want notice promise`),
  adverb: words(`
    slowly quickly usually rarely early often always never again together quietly loudly carefully suddenly yesterday
    tomorrow tonight today outside inside upstairs downstairs nearby everywhere somewhere thoughtfully joyfully
    casually smoothly roughly truly surely`),
  preposition: words(
    'under over behind beside beyond through across near with without around above below between from into against before after',
  ),
  pronoun: words('he she they we you everybody nobody somebody'),
  place: words(`
    Oslo Boston Cairo Geneva Utah Chicago Kyoto Zurich Dover Athens Detroit Joyville Plymouth Virginia Georgia Yorkshire
    Mexico Norway Egypt Asia Africa Europe`),
  auxiliary: words('could should would will might must may can'),
  question: words('why where when how'),
  conjunction: words('and but because while although before after until unless since'),
} as const;

export type WordKind = keyof typeof WORDS;
