-- Calls with three arguments: Takeuchi's function.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local x, y, z = tonumber(arg[1]), tonumber(arg[2]), tonumber(arg[3])

local function tak(a, b, c)
  if b >= a then return c end
  return tak(tak(a - 1, b, c), tak(b - 1, c, a), tak(c - 1, a, b))
end

bench(function() return tak(x, y, z) end)
