# An integer is cut to its size, two's complement.
print(<<256>> == <<0>>, <<-1>> == <<255>>, <<511>> == <<255>>) # expect: true true true
print(<<-2:16>> == <<255, 254>>) # expect: true
print(<<0x123456:16>> == <<0x34, 0x56>>) # expect: true
print(<<(1 bsl 70):72>> == <<64, 0:64>>) # expect: true
