-- A map of N integer keys: inserting, then looking all of them up. Lua's tables are mutable.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local n = tonumber(arg[1])

bench(function()
  local map, size, sum = {}, 0, 0
  for i = 0, n - 1 do
    local key = i * 2654435761 & 0xFFFFFFFF
    if map[key] == nil then size = size + 1 end
    map[key] = i
  end
  for i = 0, n - 1 do sum = sum + map[i * 2654435761 & 0xFFFFFFFF] end
  return size .. " " .. sum
end)
