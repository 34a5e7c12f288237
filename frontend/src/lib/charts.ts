/** Charts of the wall and the desk: five kinds, all colours from the tokens, ARIA description and patterns on. */

import { BarChart, LineChart, PieChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { calm, chinese, token } from "./dom";
import { say, type Words } from "./words";

use([BarChart, LineChart, PieChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

type FlowNode = { name: string; label: string; count: number; depth: number; colour?: string };

/** `fen`: values are whole fen, written in yuan. `nodes`: of a flow; its links run between their names. */
export type ChartSpec = {
  kind: "line" | "bar" | "ranking" | "share" | "flow";
  title?: string;
  labels: string[];
  series: { name: string; values: (number | null)[]; colour?: string }[];
  colours?: string[];
  unit?: string;
  links?: string[] | { source: string; target: string; value: number }[];
  nodes?: FlowNode[];
  stacked?: boolean;
  fen?: boolean;
};

const CYCLE = ["accent", "green", "orange", "blue", "yellow", "red"];

/** Answers with what puts new figures into the same chart. A chart that left the page is given back. */
export function chart(element: HTMLElement, first: ChartSpec, words: Words): (fresh: ChartSpec) => void {
  const drawn = init(element, null, { renderer: "canvas" });
  let spec = first;
  const draw = (): void => void drawn.setOption(options(spec, words, element), true);
  draw();
  const watch = new ResizeObserver(() => {
    if (!element.isConnected) {
      watch.disconnect();
      return drawn.dispose();
    }
    drawn.resize();
    draw();
  });
  watch.observe(element);
  drawn.on("click", (event) => {
    const link = spec.links?.[event.dataIndex];
    if (typeof link === "string") location.assign(link);
  });
  return (fresh) => {
    spec = fresh;
    draw();
  };
}

/** A ring needs room for its names; where there is none, bars tell the same. */
const RING_FROM = 20;

function options(given: ChartSpec, words: Words, element: HTMLElement): Record<string, unknown> {
  const size = parseFloat(getComputedStyle(element).fontSize) * 0.9;
  const spec: ChartSpec = given.kind === "share" && element.clientWidth < size * RING_FROM ? { ...given, kind: "ranking" } : given;
  const text = { color: token("muted", element), fontSize: size, fontFamily: token("font", element) };
  const colour = (name: string | undefined, index: number): string => token(name ?? CYCLE[index % CYCLE.length] ?? "accent", element);
  const title = spec.title ?? spec.series[0]?.name ?? "";
  return {
    animation: !calm(),
    animationDurationUpdate: 450,
    aria: { enabled: true, label: { description: describe(spec, say(words, "chart", { title })) }, decal: { show: spec.kind === "share" || spec.series.length > 1 } },
    textStyle: text,
    tooltip: { trigger: spec.kind === "share" || spec.kind === "flow" ? "item" : "axis", renderMode: "richText", confine: true, textStyle: { fontSize: size }, valueFormatter: (value: number) => written(spec, value) },
    ...(spec.kind === "share" ? share(spec, text, colour, element) : spec.kind === "flow" ? flow(spec, text, colour, element) : axes(spec, text, size, colour, element)),
  };
}

/** One sentence per series; screen readers get the figures, in the language of the page. */
function describe(spec: ChartSpec, title: string): string {
  const nodes = (spec.nodes ?? []).map((node) => `${node.label} ${node.count}`);
  const rows = [...nodes, ...spec.series.map((one) => `${one.name}: ${spec.labels.map((label, i) => `${label} ${written(spec, one.values[i])}`).join(", ")}`)];
  return [title, ...rows].join(". ");
}

function written(spec: ChartSpec, value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return spec.fen ? (value / 100).toLocaleString(chinese() ? "zh-CN" : "en-GB", { minimumFractionDigits: 2 }) : `${value}${spec.unit ?? ""}`;
}

/** What stands at an axis: 12万 or 120K where it is money. */
function short(value: number): string {
  return new Intl.NumberFormat(chinese() ? "zh-CN" : "en-GB", { notation: "compact", maximumFractionDigits: 1 }).format(value / 100);
}

type Colour = (name: string | undefined, index: number) => string;

function axes(spec: ChartSpec, text: object, size: number, colour: Colour, element: HTMLElement): Record<string, unknown> {
  const ranking = spec.kind === "ranking";
  const line = { lineStyle: { color: token("line", element) } };
  const names = { type: "category", data: spec.labels, axisLabel: { ...text, hideOverlap: true, ...(ranking ? { width: size * 7, overflow: "truncate" } : {}) }, axisLine: line, axisTick: { show: false }, inverse: ranking };
  const values = { type: "value", axisLabel: { ...text, show: !ranking, hideOverlap: true, ...(spec.fen ? { formatter: short } : {}) }, splitLine: { show: !ranking, ...line }, splitNumber: 3, minInterval: 1 };
  return {
    grid: { left: 4, right: ranking ? size * 3 : 8, top: spec.series.length > 1 ? size * 2.2 : size, bottom: 2, containLabel: true },
    legend: spec.series.length > 1 ? { type: spec.stacked ? "scroll" : "plain", top: 0, right: 0, textStyle: text, itemHeight: size * 0.8, itemWidth: size * 1.2 } : undefined,
    xAxis: ranking ? values : names,
    yAxis: ranking ? names : values,
    series: spec.series.map((one, index) => ({
      type: spec.kind === "line" ? "line" : "bar",
      stack: spec.stacked ? "all" : undefined,
      name: one.name,
      data: one.values.map((value, i) => (spec.colours?.[i] ? { value, itemStyle: { color: colour(spec.colours[i], i) } } : value)),
      itemStyle: { color: colour(one.colour, index), borderRadius: 2 },
      lineStyle: { width: Math.max(2, size / 8) },
      symbol: "circle",
      symbolSize: size / 2.5,
      showSymbol: spec.labels.length < 15,
      barMaxWidth: size * (spec.stacked ? 2.4 : 1.2),
      label: ranking ? { show: true, position: "right", color: token("text", element), fontSize: size, formatter: `{c}${spec.unit ?? ""}` } : undefined,
    })),
  };
}

function share(spec: ChartSpec, text: { fontSize: number }, colour: Colour, element: HTMLElement): Record<string, unknown> {
  const values = spec.series[0]?.values ?? [];
  const outer = Math.min(element.clientWidth * 0.25, element.clientHeight * 0.46);
  return {
    legend: { orient: "vertical", left: outer * 2 + 20, top: "middle", itemGap: text.fontSize * 0.7, itemWidth: text.fontSize, itemHeight: text.fontSize, textStyle: { ...text, color: token("text", element), width: Math.max(element.clientWidth - outer * 2 - 24 - text.fontSize * 1.6, 40), overflow: "truncate" }, formatter: (name: string) => `${values[spec.labels.indexOf(name)] ?? "–"}${spec.unit ?? ""}  ${name}` },
    series: [{
      type: "pie", radius: [outer * 0.62, outer], center: [outer + 4, "50%"], label: { show: false }, name: spec.series[0]?.name,
      itemStyle: { borderColor: token("panel", element), borderWidth: 2 },
      data: spec.labels.map((name, i) => ({ name, value: values[i], itemStyle: { color: colour(spec.colours?.[i], i) } })),
    }],
  };
}

/** From stage to stage, the widths as the figures are. The first link is as wide as what follows: its bar is not to scale. */
function flow(spec: ChartSpec, text: { fontSize: number }, colour: Colour, element: HTMLElement): Record<string, unknown> {
  const nodes = spec.nodes ?? [];
  const said = new Map(nodes.map((node) => [node.name, `${node.label} ${node.count.toLocaleString("en-GB")}`]));
  const label = { color: token("text", element), fontSize: text.fontSize, formatter: (each: { name: string }) => said.get(each.name) ?? each.name };
  return {
    tooltip: { show: false },
    series: [{
      type: "sankey", left: 4, right: text.fontSize * 9, top: text.fontSize, bottom: text.fontSize, nodeWidth: 12, nodeGap: text.fontSize * 1.5, nodeAlign: "left", draggable: false,
      emphasis: { focus: "adjacency" }, label, lineStyle: { color: "source", opacity: 0.22, curveness: 0.5 },
      data: nodes.map((node) => ({ name: node.name, depth: node.depth, itemStyle: { color: colour(node.colour, 0) } })),
      links: spec.links ?? [],
    }],
  };
}
