// The headers stay in here: in a header of the module they would be taken for part of it, and other
// Swift files would no longer find them in the C library's own module.
#define _GNU_SOURCE
#include "CMartletPlatform.h"

#include <string.h>

const void *martlet_find(
    const void *text, size_t text_count, const void *needle, size_t needle_count) {
  return memmem(text, text_count, needle, needle_count);
}

static _Thread_local uintptr_t thread_word;

void martlet_set_thread_word(uintptr_t word) { thread_word = word; }

uintptr_t martlet_thread_word(void) { return thread_word; }

#if defined(__linux__)
#include <fcntl.h>
#include <linux/futex.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int martlet_search_flag(void) { return O_PATH; }

void martlet_futex_wait(uint32_t *word, uint32_t expected, int64_t nanoseconds) {
  struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, nanoseconds < 0 ? 0 : &limit, 0, 0);
}

void martlet_futex_wake(uint32_t *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, 0, 0, 0);
}

void martlet_precise_timers(void) { prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); }

void martlet_keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 256 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 512 * 1024 * 1024);
  mallopt(M_ARENA_MAX, 8);
}
#endif
