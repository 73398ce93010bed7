export interface Shape {
  width: number;
  height: number;
}

export function area({ width, height }: Shape): number {
  return width * height;
}

export default function describe(shape: Shape): string {
  return `${shape.width} by ${shape.height}, ${area(shape)} in all`;
}
