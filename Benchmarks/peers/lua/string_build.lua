-- A string of N bytes built ten at a time, then walked byte by byte.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local n = tonumber(arg[1])

bench(function()
  local parts = {}
  for k = n // 10, 1, -1 do parts[#parts + 1] = "abcdefghi" .. string.char(48 + k % 10) end
  local text = table.concat(parts)
  local sum = 0
  for i = 1, #text do sum = (sum * 31 + text:byte(i)) & 0xFFFFFF end
  return #text .. " " .. sum
end)
