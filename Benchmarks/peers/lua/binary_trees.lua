-- Allocation and collection: complete binary trees, an item in each node.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local max = tonumber(arg[1])

local function make(item, depth)
  if depth == 0 then return { item, nil, nil } end
  return { item, make(2 * item - 1, depth - 1), make(2 * item, depth - 1) }
end

local function check(tree)
  if not tree[2] then return tree[1] end
  return tree[1] + check(tree[2]) - check(tree[3])
end

bench(function()
  local sum = check(make(0, max + 1))
  local long = make(0, max)
  for depth = 4, max, 2 do
    for i = 1 << (max - depth + 4), 1, -1 do sum = sum + check(make(i, depth)) end
  end
  return sum + check(long)
end)
