/** The look of the reference page: light or dark as the reader has it, on a desk, a phone and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --side: #f6f8fa; --line: #e2e7ee; --text: #1b2430; --muted: #5a6676; --link: #0a5fb8;
  --tint: #eef4fb; --chip: #eef1f5; --warn: #a3410b;
  --get: #0b6b4f; --post: #0a5fb8; --patch: #8a5300; --delete: #b3261e;
  --code: #0f1a2a; --code-head: #17253a; --code-text: #dbe5f2; --code-muted: #93a4ba;
  --key: #8cc8ff; --string: #a7e3b4; --number: #ffcf8a;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d131c; --side: #111926; --line: #243044; --text: #dde5ef; --muted: #98a6b8; --link: #7db8ff;
    --tint: #14243a; --chip: #1c2738; --warn: #ffb58a;
    --get: #5fd3a6; --post: #7db8ff; --patch: #f0bd6a; --delete: #ff9d94;
    --code: #080d15; --code-head: #101a29;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 24px; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.6 var(--sans); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; }
h2 a, h3 a { color: inherit; }
code { font: 0.875em/1.5 var(--mono); overflow-wrap: anywhere; }
p code, li code { background: var(--chip); border-radius: 4px; padding: 1px 5px; }
.muted { color: var(--muted); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; top: 8px; background: var(--page); padding: 8px 12px; z-index: 3; }
.skip:focus { left: 8px; }
[hidden], .filtered { display: none !important; }
.searching .introduction { display: none; }

nav { position: fixed; inset: 0 auto 0 0; width: 288px; overflow-y: auto; background: var(--side);
  border-right: 1px solid var(--line); font-size: 13.5px; scrollbar-width: thin; }
.brand { padding: 20px 20px 8px; display: flex; align-items: baseline; gap: 8px; flex-wrap: wrap; }
.brand a { font-weight: 650; font-size: 15px; color: var(--text); letter-spacing: -0.01em; }
.brand span { color: var(--muted); font-size: 12px; }
#menu { display: none; }
.search { position: sticky; top: 0; background: var(--side); padding: 8px 16px 12px; z-index: 1; }
.search input { width: 100%; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line);
  border-radius: 8px; padding: 7px 34px 7px 12px; }
.search kbd { position: absolute; right: 26px; top: 16px; font: 11px var(--mono); color: var(--muted);
  border: 1px solid var(--line); border-radius: 4px; padding: 1px 6px; }
.search input:focus + kbd { display: none; }
#contents { padding: 0 12px 32px; }
#contents h2 { font-size: 12px; font-weight: 650; margin: 18px 8px 4px; color: var(--muted); }
#contents ul { list-style: none; margin: 0; padding: 0; }
#contents li a { display: flex; gap: 8px; align-items: baseline; color: var(--text); padding: 4px 8px; border-radius: 6px; line-height: 1.35; }
#contents li a:hover { background: var(--chip); text-decoration: none; }
#contents [aria-current] { background: var(--tint); color: var(--link); font-weight: 550; }
#contents .method { font-size: 9.5px; width: 42px; flex: none; padding: 0; background: none; text-align: right; }

main { margin-left: 288px; }
main > section { padding: 48px 48px 8px; max-width: 1480px; }
.introduction { max-width: 860px !important; }
.introduction h1 { font-size: 34px; letter-spacing: -0.02em; margin-bottom: 16px; }
.introduction h2 { font-size: 21px; margin: 44px 0 12px; letter-spacing: -0.01em; }
.introduction > h1 + p { font-size: 17px; line-height: 1.6; }
.introduction li { margin: 6px 0; }
.introduction ul { padding-left: 20px; }
.introduction .code { margin: 18px 0; }
.introduction figcaption span:empty { display: none; }
.tag > header { border-top: 1px solid var(--line); padding: 40px 0 4px; }
.tag > header h2 { font-size: 27px; letter-spacing: -0.015em; }
.tag > header p { color: var(--muted); margin: 8px 0 0; max-width: 720px; }
.operation { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 0.82fr); gap: 48px; padding: 40px 0; border-bottom: 1px solid var(--line); }
.operation:last-child { border-bottom: 0; }
.operation h3, .schema h3 { font-size: 19px; letter-spacing: -0.01em; }
.operation h4 { font-size: 14px; margin: 28px 0 6px; }
.operation .words > p { max-width: 680px; margin: 10px 0; }
.route { display: flex; gap: 10px; align-items: baseline; }
.route code { background: none; padding: 0; font-size: 14px; }
.route em { color: var(--muted); font-style: normal; }
.method { font: 650 11px/1.5 var(--mono); letter-spacing: 0.02em; color: var(--get); background: color-mix(in srgb, currentColor 11%, transparent); border-radius: 4px; padding: 1px 6px; }
.method.post { color: var(--post); } .method.put, .method.patch { color: var(--patch); } .method.delete { color: var(--delete); }
.permission { color: var(--muted); font-size: 13.5px; }
.samples { position: sticky; top: 24px; align-self: start; display: grid; gap: 16px; min-width: 0; }

table.fields { width: 100%; border-collapse: collapse; }
.fields th, .fields td { text-align: left; vertical-align: top; padding: 10px 0; border-top: 1px solid var(--line); font-weight: 400; }
.fields tbody tr:first-child > * { border-top-color: transparent; }
.fields tbody th { width: 34%; padding-right: 16px; }
.fields tbody th code { font-weight: 600; font-size: 13px; }
.fields p { margin: 0 0 3px; }
.fields .type { color: var(--muted); font-size: 13px; }
.limits::before { content: " · "; }
.required { display: block; color: var(--warn); font-size: 11.5px; }
.choices { display: flex; flex-wrap: wrap; gap: 4px; padding-top: 3px; }
.choices code, .status { font: 12px/1.5 var(--mono); background: var(--chip); border-radius: 4px; padding: 1px 6px; }
.status.ok { color: var(--get); }
.fields thead.unseen { position: absolute; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
summary { cursor: pointer; padding: 8px 12px; font-size: 13.5px; color: var(--muted); }
summary:hover { color: var(--text); }
details[open] > summary { border-bottom: 1px solid var(--line); }
details > table.fields { margin: 0 12px; width: calc(100% - 24px); }
.schema { max-width: 860px; padding: 28px 0; border-bottom: 1px solid var(--line); }
.schema:last-child { border: 0; }
.schema h3 { font-family: var(--mono); font-size: 16px; margin-bottom: 6px; }
#nothing { padding: 64px 48px; color: var(--muted); }

.code { margin: 0; background: var(--code); color: var(--code-text); border-radius: 10px; overflow: hidden; border: 1px solid var(--code-head); }
.code figcaption { display: flex; justify-content: space-between; align-items: center; min-height: 34px; padding: 4px 8px 4px 14px; background: var(--code-head); font-size: 12.5px; color: var(--code-muted); }
.code pre { margin: 0; padding: 14px; font: 12.5px/1.6 var(--mono); overflow: auto; max-height: 460px; scrollbar-width: thin; scrollbar-color: var(--code-muted) transparent; }
.code code { font: inherit; overflow-wrap: normal; }
.code .k { color: var(--key); } .code .s { color: var(--string); } .code .n { color: var(--number); }
.copy { font: 12px var(--sans); color: var(--code-text); background: none; border: 0; border-radius: 5px; padding: 4px 8px; cursor: pointer; margin-left: auto; }
.copy:hover { background: rgb(255 255 255 / 0.12); }

@media (max-width: 1180px) {
  .operation { grid-template-columns: minmax(0, 1fr); gap: 24px; }
  .samples { position: static; }
  main > section { padding: 40px 32px 8px; }
}
@media (max-width: 860px) {
  html { scroll-padding-top: 116px; }
  nav { position: static; width: auto; border-right: 0; border-bottom: 1px solid var(--line); overflow: visible; }
  .js nav { position: sticky; inset: 0 0 auto 0; z-index: 2; }
  .js #contents { display: none; max-height: 60vh; overflow-y: auto; }
  .js nav:has([aria-expanded="true"]) #contents { display: block; }
  .brand { padding: 12px 16px 4px; }
  .search { padding: 4px 16px 10px; position: relative; }
  .search kbd { display: none; }
  #menu { display: block; margin-left: auto; font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; }
  main { margin-left: 0; }
  main > section { padding: 24px 16px 8px; }
  .introduction h1 { font-size: 28px; }
}
@media (max-width: 520px) {
  .fields, .fields tbody, .fields tr, .fields th, .fields td { display: block; width: auto !important; }
  .fields th { padding-bottom: 2px; } .fields td { border-top: 0; padding-top: 0; }
  .required { display: inline; margin-left: 8px; }
}
@media print {
  nav, .skip, .copy { display: none !important; }
  main { margin: 0; } main > section { padding: 0 0 12px; }
  body { font-size: 10.5pt; }
  .operation { display: block; padding: 16px 0; }
  .samples { position: static; margin-top: 12px; }
  .code, .code figcaption { background: none; color: #000; border-color: #ccc; }
  .code pre { max-height: none; white-space: pre-wrap; }
  .code span { color: inherit !important; }
  tr, figure, h2, h3, h4 { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  a { color: inherit; }
}
`;
