// Where the design rules come from. A rule's `source` is one of these with its name or page.

/** A constraint of Draco 2 (cmudig/draco2, draco/asp/hard.lp and soft.lp), by its name there. */
export const draco = (name) => `Draco 2: ${name}`;

/** Cleveland & McGill, Graphical Perception, Journal of the American Statistical Association 79 (387), 1984, 531–554. */
export const GRAPHICAL_PERCEPTION = 'Cleveland & McGill 1984, Graphical Perception';

/** Cleveland & McGill, The Many Faces of a Scatterplot, Journal of the American Statistical Association 79 (388), 1984, 807–822. */
export const SCATTERPLOT = 'Cleveland & McGill 1984, The Many Faces of a Scatterplot';

/** Cleveland, The Elements of Graphing Data, 1985: chapter 2, clear explanation. */
export const ELEMENTS = 'Cleveland 1985, The Elements of Graphing Data, ch. 2';
