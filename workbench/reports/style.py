"""The look of a report's page: light, dark, narrow and printed; no font, image or script from anywhere."""

__all__ = ["STYLE"]

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555; --paper: #fff; --line: #ccc;
  --box: #f4f5f7; --link: #00588a; --mark: #0072b2; --warn: #8a4b00; --warnbox: #fff6e5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eaeaea; --soft: #b5b5b5; --paper: #16181c; --line: #4a4d54; --box: #22252b; --link: #7cc4f0;
    --mark: #4da3d9; --warn: #ffc46b; --warnbox: #33270f; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.8rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.6rem 0 .7rem; border-bottom: 1px solid var(--line);
  padding-bottom: .2rem; }
h3 { font-size: 1.08rem; line-height: 1.35; margin: 1.5rem 0 .4rem; }
p { max-width: 52rem; margin: .6rem 0; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .wb-wide:focus-visible, pre:focus-visible { outline: 2px solid var(--link);
  outline-offset: 2px; }
main:focus { outline: none; }
.wb-skip { position: absolute; left: -99rem; background: var(--paper); padding: .5rem .8rem; z-index: 1; }
.wb-skip:focus { left: 1rem; top: .5rem; }
.wb-soft { color: var(--soft); font-size: .9rem; }
.wb-lead { font-weight: 600; margin-top: 1.2rem; }
nav { background: var(--box); padding: .8rem 1rem 1rem; margin: 1.5rem 0; }
nav h2 { margin: 0 0 .4rem; border: 0; font-size: 1.05rem; }
nav ol { margin: 0; padding-left: 1.6rem; columns: 15rem; column-gap: 2rem; }
nav li { break-inside: avoid; padding: .1rem 0; }
.wb-answer { background: var(--box); border-left: 4px solid var(--mark); padding: .1rem 1rem .6rem; margin: 2.2rem 0 1rem; }
.wb-answer h2 { margin-top: .7rem; }
.wb-answer li { margin: .3rem 0; }
.wb-notice { background: var(--warnbox); border: 1px solid var(--warn); border-left-color: var(--warn) !important; padding: .4rem 1rem;
  margin: 1rem 0; }
.wb-notice p { margin: .35rem 0; max-width: none; }
.wb-notice strong, .wb-unsaid { color: var(--warn); }
.wb-wide { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .88rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; max-width: calc(100vw - 2rem); }
th, td { padding: .28rem .9rem .28rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; vertical-align: bottom; }
.wb-wide :is(th, td) { min-width: 4.5rem; max-width: 24rem; overflow-wrap: break-word; }
.wb-wide th[scope=row]:not(.wb-number) { min-width: 7rem; }
.wb-wide td:last-child:not(.wb-number) { min-width: 7rem; }
.wb-wide .wb-number { text-align: right; white-space: nowrap; min-width: 0; }
.wb-wide thead .wb-number { white-space: normal; }
.wb-facts { width: 100%; margin: .6rem 0; }
.wb-facts th { width: 13rem; font-weight: 600; }
figure { margin: 1rem 0; }
figure img { display: block; min-width: 36rem; width: 100%; max-width: 60rem; height: auto; background: #fff;
  padding: .4rem; border: 1px solid var(--line); }
pre { background: var(--box); padding: .7rem .9rem; overflow-x: auto; font-size: .88rem; white-space: pre-wrap;
  font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
ul, ol { max-width: 52rem; padding-left: 1.5rem; }
details { margin: .8rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
@media (max-width: 40rem) {
  .wb-facts, .wb-facts :is(tbody, tr, th, td) { display: block; width: auto; }
  .wb-facts th { border: 0; padding: .5rem 0 0; } .wb-facts td { padding: 0 0 .5rem; }
}
@page { margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #333; --paper: #fff; --line: #999; --box: #fff; --link: #000;
    --mark: #000; --warn: #000; --warnbox: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 11pt; }
  h2, h3, summary, caption, .wb-lead { break-after: avoid; }
  tr, figure, .wb-notice, li { break-inside: avoid; }
  thead { display: table-header-group; }
  .wb-wide { overflow: visible; }
  .wb-facts, .wb-soft { font-size: 9pt; }
  .wb-wide table { font-size: 8pt; }
  .wb-wide :is(th, td), .wb-wide th[scope=row]:not(.wb-number),
  .wb-wide td:last-child:not(.wb-number) { min-width: 0; max-width: none; padding-right: .45rem; }
  .wb-skip { display: none; }
  .wb-answer { border: 1px solid #000; }
  figure img { min-width: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
