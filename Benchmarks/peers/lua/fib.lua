-- Calls and small integers: the naive Fibonacci function.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local n = tonumber(arg[1])

local function fib(k)
  if k < 2 then return k end
  return fib(k - 1) + fib(k - 2)
end

bench(function() return fib(n) end)
