// What the C library's Swift overlay does not show: system calls by number and variadic functions.
#ifndef CMARTLET_PLATFORM_H
#define CMARTLET_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)
/// Waits while `*word` is `expected`, at most `nanoseconds` (negative: without end).
void martlet_futex_wait(uint32_t *_Nonnull word, uint32_t expected, int64_t nanoseconds);

/// Wakes at most `count` threads that wait on the word.
void martlet_futex_wake(uint32_t *_Nonnull word, int count);

/// Lets timers of this thread expire as exactly as the kernel can.
void martlet_precise_timers(void);

/// The flag with which a directory is opened to look for names in it, which needs no right to list it.
int martlet_search_flag(void);

/// Keeps large blocks that were freed, so that touching them again costs no page faults.
void martlet_keep_freed_memory(void);
#endif

/// The first place of `needle` in `text`, or null: memmem, which the overlay hides.
const void *_Nullable martlet_find(
    const void *_Nonnull text, size_t text_count, const void *_Nonnull needle, size_t needle_count);

/// Keeps a word for this thread, which has 0 before.
void martlet_set_thread_word(uintptr_t word);

/// The word that was kept for this thread.
uintptr_t martlet_thread_word(void);

/// Tells the processor that a loop is waiting.
static inline void martlet_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

#endif
