%% A string of N bytes built by appending ten at a time, then walked byte by byte.
-module(string_build).
-export([run/1]).

run([N]) ->
    bench:time(fun() ->
        Text = build(N div 10, <<>>),
        {byte_size(Text), sum(Text, 0)}
    end).

build(0, Text) -> Text;
build(K, Text) -> build(K - 1, <<Text/binary, "abcdefghi", ($0 + K rem 10)>>).

sum(<<C, Rest/binary>>, S) -> sum(Rest, (S * 31 + C) band 16#FFFFFF);
sum(<<>>, S) -> S.
