# Everything that people do with the project, by name; `make help` lists it.

SWIFT ?= swift
# Extra arguments for `swift build` and `swift test`, for example BUILD_OPTIONS="--jobs 2".
BUILD_OPTIONS ?=
# The program that `make run` runs, and its arguments.
PROGRAM ?= examples/word_frequencies.mt
ARGUMENTS ?=

# On Linux the command carries the C libraries too, where they are there as archives: finding, mapping
# and relocating shared ones took 1.5 of the 4.5 ms of a hello and 4.2 of its 12.4 MB.
ARCHIVE = $(shell ls /usr/lib/*/libc.a /usr/lib64/libc.a /usr/lib/libc.a 2>/dev/null)
STATIC = $(if $(ARCHIVE),-Xswiftc -static-executable)
# Types like the storage of a dictionary are asked for by a call in place of their names, for which
# the runtime searches all conformances at the first use: 62 % of the instructions of a hello.
DIRECT = -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
RELEASE = -c release --static-swift-stdlib $(STATIC) $(DIRECT)
COMMAND = .build/release/martlet

.DEFAULT_GOAL := help

.PHONY: help
help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Installs what is missing, builds, and counts the words of a book.
	$(COMMAND) $(PROGRAM) $(ARGUMENTS)

.PHONY: build
build: prepare ## Builds the command as .build/release/martlet.
	$(SWIFT) build $(RELEASE) --product martlet $(BUILD_OPTIONS)

.PHONY: install
install: build ## Copies the command to PREFIX/bin (PREFIX is /usr/local by default).
	install -d "$(or $(PREFIX),/usr/local)/bin"
	install -m 755 $(COMMAND) "$(or $(PREFIX),/usr/local)/bin/martlet"

.PHONY: test
test: lint build test-all test-dependant docs test-thread test-address ## Runs all that must pass: format, every test, sanitizers.

.PHONY: test-all
test-all: build ## Runs the tests; ONLY=closures picks conformance programs by name.
	MARTLET="$(CURDIR)/$(COMMAND)" $(SWIFT) test --skip DependantTests $(BUILD_OPTIONS)

# By itself: what it builds would disturb tests that measure time.
.PHONY: test-dependant
test-dependant: build ## Builds a package that depends on this one and runs the documentation's Swift programs.
	MARTLET="$(CURDIR)/$(COMMAND)" SWIFT="$(SWIFT)" $(SWIFT) test --filter DependantTests $(BUILD_OPTIONS)

.PHONY: test-thread
test-thread: prepare ## Runs the runtime's tests under the thread sanitizer.
	$(SWIFT) test --disable-xctest --sanitize thread --scratch-path .build/thread --filter RuntimeTests $(BUILD_OPTIONS)

# Without XCTest, which has no tests here and leaks a little itself.
.PHONY: test-address
test-address: prepare ## Runs the runtime's tests under the address sanitizer.
	$(SWIFT) test --disable-xctest --sanitize address --scratch-path .build/address --filter RuntimeTests $(BUILD_OPTIONS)

.PHONY: format
format: prepare ## Formats the Swift sources.
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests examples

.PHONY: lint
lint: prepare ## Checks the format of the Swift sources.
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests examples

.PHONY: goldens
goldens: prepare ## Writes the expected texts of golden tests anew; read the difference before you commit it.
	UPDATE_GOLDENS=1 $(SWIFT) test $(BUILD_OPTIONS)

.PHONY: example-rules
example-rules: prepare ## Runs the example of a rules engine whose rules change meanwhile.
	$(SWIFT) run $(BUILD_OPTIONS) RulesExample

.PHONY: example-plugins
example-plugins: prepare ## Runs the example of a host of plugins that misbehave.
	$(SWIFT) run $(BUILD_OPTIONS) PluginsExample

.PHONY: example-server
example-server: prepare ## Runs the example of an HTTP server, a package of its own; PORT=8080.
	$(SWIFT) run $(BUILD_OPTIONS) --package-path examples/server martlet-server --port $(or $(PORT),8080)

# The modules that a Swift program sees, of which the catalogue in the first tells.
DOCUMENTED = Martlet MartletEmbedding MartletFoundation MartletRuntime
SYMBOLS = .build/symbol-graphs

.PHONY: docs
docs: prepare ## Builds the pages and the tutorial for Swift programs in .build/documentation.
	@for module in $(DOCUMENTED); do $(SWIFT) build --target $$module $(BUILD_OPTIONS) || exit 1; done
	@rm -rf $(SYMBOLS) && mkdir -p $(SYMBOLS)
	@built="$$($(SWIFT) build --show-bin-path)"; \
	triple="$$($(SWIFT)c -print-target-info | sed -n 's/^ *"triple": "\(.*\)",/\1/p')"; \
	command -v xcrun >/dev/null && sdk="-sdk $$(xcrun --show-sdk-path)"; \
	for module in $(DOCUMENTED); do \
	  $(SWIFT) symbolgraph-extract -module-name $$module -target $$triple $$sdk -I "$$built/Modules" \
	    -Xcc "-fmodule-map-file=$$built/CMartletPlatform.build/module.modulemap" \
	    -minimum-access-level public -skip-synthesized-members -output-dir $(SYMBOLS) || exit 1; \
	done
	@docc="$$(dirname "$$(command -v $(SWIFT))")/docc"; [ -x "$$docc" ] || docc="$$(command -v docc || xcrun --find docc)"; \
	"$$docc" convert Sources/Martlet/Martlet.docc --additional-symbol-graph-dir $(SYMBOLS) \
	  --fallback-display-name Martlet --fallback-bundle-identifier martlet \
	  --warnings-as-errors --output-dir .build/documentation

.PHONY: bench
bench: build ## Measures the workloads in Benchmarks/ and prints a table.
	Benchmarks/run.py $(COMMAND)

.PHONY: clean
clean: ## Removes what was built.
	rm -rf .build

# What Swift itself needs and a bare machine may lack. Nothing is installed that is there already.
.PHONY: prepare
prepare:
	@missing=; \
	if [ "$$(uname -s)" = Linux ]; then \
	  command -v git >/dev/null || missing="$$missing git ca-certificates"; \
	  command -v ld >/dev/null || missing="$$missing binutils"; \
	  ls /usr/lib/gcc/*/*/libstdc++.so >/dev/null 2>&1 || missing="$$missing g++"; \
	  [ -e /usr/include/stdlib.h ] || missing="$$missing libc6-dev"; \
	  [ -e /usr/include/readline/readline.h ] || missing="$$missing libreadline-dev"; \
	fi; \
	if [ -n "$$missing" ]; then \
	  if ! command -v apt-get >/dev/null; then \
	    echo "Please install these first:$$missing" >&2; exit 1; \
	  fi; \
	  if [ "$$(id -u)" = 0 ]; then as_root=; \
	  elif command -v sudo >/dev/null; then as_root=sudo; \
	  else echo "Please run as root: apt-get install -y$$missing" >&2; exit 1; fi; \
	  $$as_root apt-get update -qq </dev/null; \
	  DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y --no-install-recommends $$missing </dev/null; \
	fi
	@command -v $(SWIFT) >/dev/null || { \
	  echo "Martlet needs Swift 6.3; https://www.swift.org/install tells how to get it." >&2; exit 1; }
