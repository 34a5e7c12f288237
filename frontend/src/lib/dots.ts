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
  state_zh?: string;
  state_en?: string;
  created_at?: string;
  warn_at?: string | null;
  due_at?: string | null;
  rounds?: number;
  fresh?: boolean;
};

/** What a dot looks like. The wall splits "in time" further: new (not dispatched yet), again (opened again). */
export type Sign = Light | "orange" | "blue";

export type LiveEvent = { id: number; name: string; at: string; verb?: string; case?: Dot };

/** The light as it is now: deadlines pass without an event. */
export function lightNow(dot: Dot, now: number): Light {
  const due = Date.parse(dot.due_at ?? "");
  if (Number.isNaN(due)) return dot.light;
  if (now > due) return "red";
  return now > Date.parse(dot.warn_at ?? "") ? "yellow" : "green";
}

export function signOf(dot: Dot, five: boolean, now: number): Sign {
  const light = lightNow(dot, now);
  if (!five || light !== "green" || dot.rounds === undefined) return light;
  return dot.rounds ? "orange" : dot.fresh ? "blue" : "green";
}

const SIZE = 26;

/** Circle, triangle, octagon, diamond, square, ring: drawn at the device's resolution for MapLibre's addImage. */
export function sign(light: Sign, marked: boolean, scale: number): ImageData {
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
  else if (light === "orange") polygon(pen, centre, centre, radius * 1.15, 4, 0);
  else if (light === "blue") polygon(pen, centre, centre, radius * 1.15, 4, Math.PI / 4);
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

export function features(dots: Iterable<Dot>, five: boolean, now: number): GeoJSON.FeatureCollection<GeoJSON.Point> {
  return {
    type: "FeatureCollection",
    features: [...dots].filter(placed).map((dot) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [dot.lon, dot.lat] },
      properties: { number: dot.number, light: signOf(dot, five, now), rank: RANK[signOf(dot, five, now)] ?? 0 },
    })),
  };
}

const RANK: Record<string, number> = { red: 5, yellow: 4, orange: 3, blue: 2, green: 1 };

export function placed<T extends Dot>(dot: T): dot is T & { lon: number; lat: number } {
  return Number.isFinite(dot.lon) && Number.isFinite(dot.lat);
}
