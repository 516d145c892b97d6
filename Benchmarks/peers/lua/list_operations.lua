-- Map, filter and fold over a list of N elements, several times. A list is a table.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local n, times = tonumber(arg[1]), tonumber(arg[2])

local function map(xs, f)
  local result = {}
  for i = 1, #xs do result[i] = f(xs[i]) end
  return result
end

local function filter(xs, f)
  local result, count = {}, 0
  for i = 1, #xs do
    if f(xs[i]) then
      count = count + 1
      result[count] = xs[i]
    end
  end
  return result
end

local function reduce(xs, acc, f)
  for i = 1, #xs do acc = f(xs[i], acc) end
  return acc
end

bench(function()
  local xs, sum = {}, 0
  for i = 1, n do xs[i] = i end
  for k = times, 1, -1 do
    local mapped = map(xs, function(x) return x * 3 + k end)
    local even = filter(mapped, function(x) return x % 2 == 0 end)
    sum = sum + reduce(even, 0, function(x, acc) return x + acc end)
  end
  return sum
end)
