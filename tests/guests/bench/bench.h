/* What every benchmark program has: one function, which does a fixed amount of work and returns its checksum. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef signed int s32;

extern const char bench_name[];
u32 bench(void);
