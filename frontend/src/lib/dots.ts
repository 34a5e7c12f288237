/** A case on the map, and the signs for its light: shape and colour together. */

import { token } from "./dom";

export type Light = "green" | "yellow" | "red" | "off";

export type Dot = {
  number: string;
  title: string;
  state: string;
  light: Light;
  lon: number | null;
  lat: number | null;
  url?: string;
  module?: string;
  category?: string;
  area?: string;
};

export type LiveEvent = { id: number; name: string; at: string; case?: Dot };

const SIZE = 26;

/** Circle, triangle, octagon, ring: drawn at the device's resolution for MapLibre's addImage. */
export function sign(light: Light, marked: boolean, scale: number): ImageData {
  const size = Math.round((marked ? SIZE * 1.5 : SIZE) * scale);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  const centre = size / 2;
  const radius = size * 0.36;
  if (marked) {
    pen.beginPath();
    pen.arc(centre, centre, size * 0.47, 0, 7);
    pen.strokeStyle = token("accent");
    pen.lineWidth = size * 0.06;
    pen.stroke();
  }
  pen.beginPath();
  if (light === "yellow") polygon(pen, centre, centre + radius * 0.15, radius * 1.2, 3, -Math.PI / 2);
  else if (light === "red") polygon(pen, centre, centre, radius * 1.05, 8, Math.PI / 8);
  else pen.arc(centre, centre, light === "off" ? radius * 0.7 : radius * 0.9, 0, 7);
  pen.fillStyle = light === "off" ? token("muted") : token(light);
  pen.fill();
  pen.lineWidth = Math.max(1.5 * scale, size * 0.06);
  pen.strokeStyle = token("map-halo");
  pen.stroke();
  pen.lineWidth = Math.max(scale, size * 0.035);
  pen.strokeStyle = token("mark-line");
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

function polygon(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, corners: number, turn: number): void {
  for (let i = 0; i < corners; i++) {
    const angle = turn + (i * 2 * Math.PI) / corners;
    pen[i ? "lineTo" : "moveTo"](x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  pen.closePath();
}

export function features(dots: Iterable<Dot>): GeoJSON.FeatureCollection<GeoJSON.Point> {
  return {
    type: "FeatureCollection",
    features: [...dots].filter(placed).map((dot) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [dot.lon, dot.lat] },
      properties: { number: dot.number, light: dot.light, rank: RANK[dot.light] ?? 0 },
    })),
  };
}

const RANK: Record<string, number> = { red: 3, yellow: 2, green: 1 };

export function placed<T extends Dot>(dot: T): dot is T & { lon: number; lat: number } {
  return Number.isFinite(dot.lon) && Number.isFinite(dot.lat);
}
