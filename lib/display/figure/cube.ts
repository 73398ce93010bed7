export type Vector = readonly [x: number, y: number, z: number];

/** A place on the picture, and how far behind it is. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
}

export interface CubeAxis {
  readonly title: string;
  readonly range: readonly [low: number, high: number];
  readonly log: boolean;
}

/** The room of the cube on a picture, in pixels. */
interface Room {
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

/** Plotly's camera looks from here. */
const usualEye = 1.25;
const margin = 58;

/** Three axes as a cube, and the camera that looks at it: in perspective, z upwards. */
export class Cube {
  readonly axes: readonly CubeAxis[];
  /** From the middle of the cube to the camera. */
  readonly eye: Vector;
  readonly #right: Vector;
  readonly #up: Vector;
  readonly #ahead: Vector;
  readonly #distance: number;
  #scale = 1;
  #middle: readonly [x: number, y: number] = [0, 0];

  constructor(axes: readonly CubeAxis[], eye: { x?: number; y?: number; z?: number }, room: Room) {
    this.axes = axes;
    this.eye = [eye.x ?? usualEye, eye.y ?? usualEye, eye.z ?? usualEye];
    this.#distance = 2.6 * length(this.eye);
    this.#ahead = scaled(this.eye, -1 / length(this.eye));
    const side = cross(this.#ahead, [0, 0, 1]);
    this.#right = length(side) > 1e-9 ? scaled(side, 1 / length(side)) : [0, 1, 0];
    this.#up = cross(this.#right, this.#ahead);
    this.#fit(room);
  }

  /** Where a point of the data is. */
  place(point: Vector): Place {
    return this.corner(point.map((value, i) => this.#along(value, i)) as unknown as Vector);
  }

  /** Where a point of the cube is, whose corners are at -1 and 1. */
  corner(point: Vector): Place {
    const depth = this.#distance + dot(point, this.#ahead);
    const near = (this.#scale * this.#distance) / depth;
    return {
      x: this.#middle[0] + near * dot(point, this.#right),
      y: this.#middle[1] - near * dot(point, this.#up),
      depth,
    };
  }

  /** How much larger than in the middle things are there. */
  nearness({ depth }: Place): number {
    return this.#distance / depth;
  }

  /** How much light from above and the left a patch has, from 0 to 1. */
  lightOn(a: Vector, b: Vector, c: Vector): number {
    const [p, q, r] = [a, b, c].map(
      point => point.map((value, i) => this.#along(value, i)) as unknown as Vector,
    );
    const normal = cross(minus(q!, p!), minus(r!, p!));
    const size = length(normal);
    const light = scaled([0.3, -0.5, 0.8], 1 / length([0.3, -0.5, 0.8]));
    return size > 0 ? Math.abs(dot(normal, light)) / size : 1;
  }

  #along(value: number, axis: number): number {
    const { range, log } = this.axes[axis]!;
    const [low, high] = log ? range.map(Math.log) : range;
    const at = log ? Math.log(value) : value;
    return (2 * (at - low!)) / (high! - low!) - 1;
  }

  #fit({ width, height, top }: Room): void {
    const ends = [-1, 1].flatMap(x => [-1, 1].flatMap(y => [-1, 1].map(z => this.corner([x, y, z]))));
    const xs = ends.map(({ x }) => x);
    const ys = ends.map(({ y }) => y);
    const across = Math.max(...xs) - Math.min(...xs);
    const down = Math.max(...ys) - Math.min(...ys);
    this.#scale = Math.min((width - 2 * margin) / across, (height - margin - 24) / down);
    const middle = (values: number[]) => ((Math.max(...values) + Math.min(...values)) / 2) * this.#scale;
    this.#middle = [width / 2 - middle(xs), top + (height - 24) / 2 - middle(ys)];
  }
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function scaled(a: Vector, by: number): Vector {
  return [a[0] * by, a[1] * by, a[2] * by];
}

function length(a: Vector): number {
  return Math.sqrt(dot(a, a));
}
