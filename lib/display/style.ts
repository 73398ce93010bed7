/** A class thrice is more specific than any rule that front ends have for tables, code and preformatted text in outputs. */
const own = '.tb.tb.tb';

/**
 * The one sheet of everything that Tunebook shows. Greys are mixed from the colour of the text around, so they suit any
 * theme; the colours of states come from the front end's theme (JupyterLab, VS Code), else from the system's light or dark.
 */
const sheet = `
.tb{--ok0:#1a7f37;--bad0:#cf222e;--run0:#0969da;--wait0:#9a6700}
@media (prefers-color-scheme:dark){.tb{--ok0:#4ac26b;--bad0:#ff7b72;--run0:#58a6ff;--wait0:#d4a72c}}
.tb{--ok:${state('success-color1', 'gitDecoration-addedResourceForeground', 'ok')};--bad:${state('error-color1', 'errorForeground', 'bad')};--run:${state('brand-color1', 'textLink-foreground', 'run')};--wait:${state('warn-color1', 'gitDecoration-modifiedResourceForeground', 'wait', 65)};--line:${grey(18)};--hair:${grey(8)};--wash:${grey(4)};--soft:${grey(66)};
--mono:var(--jp-code-font-family,var(--vscode-editor-font-family,ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace));
font:13px/1.45 var(--jp-ui-font-family,var(--vscode-font-family,system-ui,-apple-system,"Segoe UI",sans-serif));font-variant-numeric:tabular-nums}
${own} code{font:.92em var(--mono);background:none;color:inherit;padding:0;border:0;white-space:pre-wrap;overflow-wrap:anywhere}
.tb-soft,.tb-right{color:var(--soft)}.tb .tb-apart{display:none}.tb-name,.tb-state{font-weight:600}
.tb-card{border:1px solid var(--line);border-radius:6px;overflow:hidden;margin:6px 0;max-width:860px}
.tb-head{display:flex;flex-wrap:wrap;gap:0 10px;align-items:baseline;padding:7px 12px}.tb-head>*{white-space:nowrap}.tb-head>.tb-what{flex:1 1 180px;min-width:0;overflow:hidden;white-space:normal;overflow-wrap:anywhere;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2}.tb-running .tb-what{-webkit-line-clamp:1}
.tb-state::before{content:"●";display:inline-block;width:1.3em;font-size:.8em}.tb-state.ok::before{content:"✓"}.tb-state.bad::before{content:"✕"}.tb-state.wait::before{content:"○"}.tb-state.off::before{content:"–"}
.tb-said{font-weight:inherit}.tb .ok{color:var(--ok)}.tb .bad{color:var(--bad)}.tb .run{color:var(--run)}.tb .wait{color:var(--wait)}.tb .off{color:var(--soft)}
.tb-buttons{flex:none;display:inline-flex;gap:6px;align-self:center;margin:-2px -4px -2px 0}.tb-buttons:not(:has(.tb-do)){display:none}
.tb-do{display:none;align-items:center;font:inherit;font-size:12px;line-height:18px;color:inherit;background:none;border:1px solid var(--line);border-radius:4px;padding:0 7px;cursor:pointer}.tb-do::after{content:attr(data-label)}.tb-do:hover{background:var(--wash);border-color:var(--soft)}.tb-do:focus-visible{outline:2px solid var(--run);outline-offset:1px}
.tb-panel{display:none;flex-wrap:wrap;gap:6px 22px;padding:8px 12px}.tb-field{display:inline-flex;align-items:center;gap:8px}.tb-field>span{font-weight:600}.tb-field input,.tb-field select{font:inherit;color:inherit;accent-color:var(--run)}.tb-field :is(select,input:not([type=range],[type=checkbox])){background:var(--wash);border:1px solid var(--line);border-radius:4px;padding:1px 5px}.tb-field input[type=range]{width:200px;margin:0}.tb-field output{min-width:4ch}.tb-field :focus-visible{outline:2px solid var(--run);outline-offset:1px}
.tb-bar{height:3px;background:var(--hair)}.tb-bar>div{height:3px;background:var(--run)}
.tb-log{padding:7px 0 7px 12px;background:var(--wash);border-top:1px solid var(--hair)}.tb-bar+.tb-log{border-top:0}.tb-log>div{display:flex;flex-direction:column-reverse;overflow:auto;max-height:204px}
${own} pre{flex:none;overflow:visible;margin:0 0 auto;padding:0 12px 0 0;border:0;background:none;color:inherit;font:12px/17px var(--mono);white-space:pre-wrap;overflow-wrap:anywhere}.tb-running .tb-log>div{height:85px}
.tb-long>div{max-height:408px}.tb-row,.tb-card>details>summary{padding:5px 12px;border-top:1px solid var(--hair)}.tb-card>details>summary{cursor:pointer;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.tb-card>details[open]>summary>code{visibility:hidden}
${own} ul.tb-list{list-style:none;margin:0;padding:5px 12px}${own} .tb-list>li{margin:0;padding:0 0 0 1.2em;text-indent:-1.2em;overflow-wrap:anywhere}${own} .tb-list .bad::before{content:"✕";display:inline-block;width:1.2em;text-indent:0;font-size:.8em}
.tb-facts{display:flex;flex-wrap:wrap;gap:2px 18px;color:var(--soft)}
.tb-scroll{overflow-x:auto}
${own} table{border-collapse:collapse;border:0;margin:6px 0 4px;width:auto;table-layout:auto;font:inherit;color:inherit}
${own} tr{background:none}${own} tbody tr:hover{background:var(--wash)}
${own} th,${own} td{padding:2px 0 2px 16px;border:0;border-bottom:1px solid var(--hair);text-align:left;vertical-align:baseline;white-space:nowrap;line-height:19px;background:none;color:inherit;max-width:none}
${own} th{font-weight:600;vertical-align:top;border-bottom:1px solid var(--line)}${own} th:first-child,${own} td:first-child{padding-left:0}${own} .n{text-align:right}${own} td.tb-soft{color:var(--soft)}
.tb th small{display:block;font-weight:400;font-size:11px;line-height:15px;color:var(--soft)}.tb th svg{display:block;margin:3px 0 0;height:12px;width:48px;color:var(--soft)}.tb .n svg{margin-left:auto}
.tb th button,.tb-pager button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;cursor:pointer;text-align:inherit}.tb th button:hover,.tb-pager button:hover{text-decoration:underline}.tb th[aria-sort=ascending] button::after{content:" ↑"}.tb th[aria-sort=descending] button::after{content:" ↓"}.tb-pager{display:flex;gap:12px;margin:2px 0 4px}.tb-pager button[aria-disabled=true]{color:var(--soft);cursor:default;text-decoration:none}.tb th button:focus-visible,.tb-pager button:focus-visible{outline:2px solid var(--run);outline-offset:1px}
.tb-squares{display:flex;flex-wrap:wrap;gap:3px;padding:8px 12px;border-top:1px solid var(--hair)}.tb-bar+.tb-squares{border-top:0}.tb-squares i{width:11px;height:11px;border-radius:2px;background:currentColor}.tb-squares .wait,.tb-squares .off{color:var(--line)}.tb-squares .tb-soft{font-size:11px;line-height:11px;margin-left:6px}.tb-squares .run{border-radius:50%}.tb-squares .bad{border-radius:0;clip-path:polygon(20% 0,50% 30%,80% 0,100% 20%,70% 50%,100% 80%,80% 100%,50% 70%,20% 100%,0 80%,30% 50%,0 20%)}
.tb-graph{padding:8px 12px;border-top:1px solid var(--hair)}.tb-bar+.tb-graph{border-top:0}${own} .tb-graph svg{display:block;max-width:none;font-size:12px}.tb-graph text{fill:currentColor}.tb-graph .tb-small{fill:var(--soft);font-size:11px}.tb-graph .tb-box{fill:var(--wash);stroke:var(--line)}.tb-graph .tb-line{fill:none;stroke:var(--line);stroke-width:1.5}.tb-graph .tb-ok{fill:var(--ok)}.tb-graph .tb-bad{fill:var(--bad)}.tb-graph .tb-run{fill:var(--run)}
`.trim();

/** @param percent of the theme's colour; the less, the easier to read */
function state(jupyter: string, vscode: string, fallback: string, percent = 85): string {
  return `color-mix(in srgb,var(--jp-${jupyter},var(--vscode-${vscode},var(--${fallback}0))) ${percent}%,currentColor)`;
}

function grey(percent: number): string {
  return `color-mix(in srgb,currentColor ${percent}%,transparent)`;
}

/** HTML with the sheet in front: each display carries it, so that it looks the same in exports. */
export function styled(html: string): string {
  return `<style>${sheet}</style>${html}`;
}
