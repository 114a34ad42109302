"""The look of a report's page: light, dark and printed; no font, image or script from anywhere."""

__all__ = ["STYLE"]

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555; --paper: #fff; --line: #ccc;
  --box: #f4f5f7; --link: #00588a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eaeaea; --soft: #b5b5b5; --paper: #16181c; --line: #444; --box: #22252b; --link: #7cc4f0; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
a { color: var(--link); }
.wb-soft { color: var(--soft); font-size: .9rem; }
.wb-answer { background: var(--box); border-left: 4px solid #0072b2; padding: .8rem 1rem; margin: 1rem 0; }
.wb-answer p { margin: .4rem 0; font-size: 1.05rem; }
.wb-wide { overflow-x: auto; }
.wb-wide:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; margin: .6rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th, td { overflow-wrap: normal; }
.wb-number, :is(th, td):has(> .wb-number) { text-align: right; white-space: nowrap; }
th[scope=row] { white-space: nowrap; font-weight: 600; }
.wb-hash { overflow-wrap: anywhere; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; background: #fff; padding: .4rem; border: 1px solid var(--line); }
pre { background: var(--box); padding: .7rem .9rem; overflow-x: auto; font-size: .9rem; white-space: pre-wrap; }
details { margin: .6rem 0; }
summary { cursor: pointer; font-weight: 600; }
@media print {
  :root { --ink: #000; --soft: #333; --paper: #fff; --line: #999; --box: #fff; --link: #000; }
  body { max-width: none; font-size: 10.5pt; }
  h2 { break-after: avoid; } tr, figure, .wb-answer { break-inside: avoid; } .wb-wide { overflow: visible; }
}
"""
