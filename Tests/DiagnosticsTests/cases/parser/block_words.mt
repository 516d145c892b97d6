if x then 1 else 2
if x: 1
if x do
  1
end
