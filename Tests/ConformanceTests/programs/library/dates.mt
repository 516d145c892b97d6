# Dates: before 1970, leap days, the ends of months, and what is no date.
#? no-stress
print(Time.date(-1), Time.clock(-1)) # expect: (1969, 12, 31) (23, 59, 59, 999)
print(Time.to_iso8601(Time.at((2000, 2, 29)))) # expect: 2000-02-29T00:00:00.000Z
print(Time.at((1900, 2, 29)), Time.at((2024, 13, 1)), Time.at((2024, 1, 1), (24, 0, 0, 0))) # expect: nil nil nil
let days = for y in [1582, 1600, 1900, 1970, 2024, 9999], m in 1..12 { (y, m, Time.days_in_month(y, m)) }
print(List.all?(days) { date in Time.date(Time.at(date)) == date }) # expect: true
print(List.all?(-800_000..-799_900) { d in Time.at(Time.date(d * 86_400_000)) == d * 86_400_000 }) # expect: true
print(Time.weekday(Time.at((2026, 11, 21))), Time.day_of_year(Time.at((2023, 3, 1)))) # expect: 6 60
print(Time.parse_iso8601("2024-02-30"), Time.parse_iso8601("2024-02-29")) # expect: nil 1709164800000
print(Time.parse_iso8601("2024-02-29T10:00:00.1234-01:30")) # expect: 1709206200123
print(Time.parse_iso8601("2024-02-29T1x:00:00Z"), Time.parse_iso8601("2024-02-29T10:00")) # expect: nil nil
print(Time.format(0, "%A %B %j %% %s %F %T")) # expect: Thursday January 001 % 0 1970-01-01 00:00:00
print(Time.duration(90_061_000), Time.duration(-5), Time.convert(-1, :millisecond, :second)) # expect: 1d 1h 1m 1s -5ms -1
