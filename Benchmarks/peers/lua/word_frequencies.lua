-- Counts the words of a text file.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local file = assert(io.open(arg[1], "rb"))
local text = file:read("a")
file:close()

bench(function()
  local counts, distinct, total, top = {}, 0, 0, 0
  for word in text:gmatch("%S+") do counts[word] = (counts[word] or 0) + 1 end
  for _, n in pairs(counts) do
    distinct, total = distinct + 1, total + n
    if n > top then top = n end
  end
  return distinct .. " " .. total .. " " .. top
end)
