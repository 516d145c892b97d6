-- Lists and backtracking: all solutions for N queens, several times. A list is a chain of tables.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local n, times = tonumber(arg[1]), tonumber(arg[2])

local function safe(q, queens)
  local d = 1
  while queens do
    local h = queens[1]
    if q == h or q == h + d or q == h - d then return false end
    queens, d = queens[2], d + 1
  end
  return true
end

local function place(k, queens)
  if k == 0 then return 1 end
  local sum = 0
  for q = n, 1, -1 do
    if safe(q, queens) then sum = sum + place(k - 1, { q, queens }) end
  end
  return sum
end

bench(function()
  local sum = 0
  for _ = 1, times do sum = sum + place(n, nil) end
  return sum
end)
