addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "n" && event.key !== "p")) return;
  const rows = [...document.querySelectorAll("tr.doubtful")];
  const here = document.querySelector("tr:target");
  const after = (row) => !here || here.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  const before = (row) => here && here.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_PRECEDING;
  const row = event.key === "n" ? rows.find(after) : rows.filter(before).pop();
  if (row) location.hash = row.id;
});
