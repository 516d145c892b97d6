for x, y in xs { x }
for x of xs { x }
for x in xs
{ x }
for (x in xs) { x }
