/*
 * The protocol of "sh: ftrace: Make code modification NMI safe" for SPIN: one patcher, and CPUs that take NMIs. Written
 * apart from the C# that the explorer searches: its verdicts are a second opinion, and its speed is what is compared.
 *
 * One access to shared memory is one step, a wait blocks, and an assertion belongs to the step that it judges. A variable
 * that nobody reads any more is set to 0, so that no two states differ in it alone.
 *
 * Macros: C NMI CPUs, K NMIs on each, S sites, R rounds; TSO or PSO, else SC; HALFWORD, SELF (the first NMI CPU is the
 * patcher's own), FAILING (each write to a site fails); WITHOUT_ and the name of a step takes it out.
 */

#ifndef C
#define C 1
#endif
#ifndef K
#define K 1
#endif
#ifndef S
#define S 1
#endif
#ifndef R
#define R 1
#endif

#define FLAG 128

/* Sites are numbered from 1 on: the buffers of a protocol that has not begun name none. */
#define IP 0
#define NEWCODE 1
#define LOW(site) (NEWCODE + (site))
#define HIGH(site) (NEWCODE + S + (site))
#ifdef HALFWORD
#define WORDS (2 + 2 * S)
#else
#define WORDS (2 + S)
#endif

/* A round gives each site its other content; no two sites have one in common. */
#define CONTENT(site, round) (2 * (site) + (round) % 2)

byte memory[WORDS];
byte running;       /* how many NMIs run, and FLAG */
byte current;       /* the site and the content of the cycle that runs, or of the last one */
byte wanted;
byte ended;         /* processors that are done */

#ifdef FAILING
bool killed;        /* a failed write has cleared the flag */
#endif

#ifdef SELF
bool interrupted;
#define UNINTERRUPTED provided (!interrupted)
#define PROCESSOR(nmiCpu) ((nmiCpu) - 1)
#else
#define UNINTERRUPTED
#define PROCESSOR(nmiCpu) (nmiCpu)
#endif

#if defined(TSO) || defined(PSO)

/*
 * What a processor has stored and memory has not: under TSO in one queue for each processor, under PSO in one for each
 * processor and address. Atomics pass the queues by; a barrier waits until the processor's are empty.
 */
#define BUFFERED
#define DEPTH (4 * S * R + 2 * K)
#ifdef PSO
#define QUEUES ((C + 1) * WORDS)
#define QUEUE(cpu, at) ((cpu) * WORDS + (at))
#define OWNER(number) ((number) / WORDS)
#else
#define QUEUES (C + 1)
#define QUEUE(cpu, at) (cpu)
#define OWNER(number) (number)
#endif

chan queue[QUEUES] = [DEPTH] of { byte, byte };
byte pending[C + 1];
byte unturned;      /* for within a step: 0 between steps */
byte place;
byte what;

#define EMPTY(cpu) (pending[cpu] == 0)
#define BARRIER(cpu) EMPTY(cpu);

inline store(cpu, at, value)
{
	d_step {
		assert(nfull(queue[QUEUE(cpu, at)]));
		queue[QUEUE(cpu, at)]!at, value;
		pending[cpu]++
	}
}

/* A processor sees its own newest store: the queue is turned once, and the last one of the address counts. */
inline load(cpu, at, result)
{
	d_step {
		result = memory[at];
		unturned = len(queue[QUEUE(cpu, at)]);
		do
		:: unturned > 0 ->
			queue[QUEUE(cpu, at)]?place, what;
			queue[QUEUE(cpu, at)]!place, what;
			if
			:: place == at -> result = what
			:: else
			fi;
			unturned--
		:: else -> break
		od;
		place = 0;
		what = 0
	}
}

proctype Drain(byte number)
{
end:
	do
	:: d_step {
			queue[number]?place, what ->
			memory[place] = what;
			pending[OWNER(number)]--;
			place = 0;
			what = 0
		}
	od
}

#else

#define EMPTY(cpu) true
#define BARRIER(cpu)
inline store(cpu, at, value) { memory[at] = value }
inline load(cpu, at, result) { result = memory[at] }

#endif

inline begin(site, round)
{
	current = site;
	wanted = CONTENT(site, round)
}

inline clear_mod_flag()
{
	seen = running;
	do
	:: seen & FLAG ->
		atomic {
			if
			:: running == seen -> running = seen - FLAG
			:: else -> seen = running
			fi
		}
	:: else -> break
	od
}

inline ftrace_mod_code(cpu)
{
	load(cpu, IP, ip);
	load(cpu, NEWCODE, code);
#ifdef FAILING
#ifndef WITHOUT_KILL_NEW_WRITERS
	clear_mod_flag();
#endif
	killed = true
#else
	atomic { assert(ip == current && code == wanted /* wrong-content */); store(cpu, LOW(ip), code) };
#ifdef HALFWORD
	atomic { assert(ip == current && code == wanted /* wrong-content */); store(cpu, HIGH(ip), code) };
#endif
#endif
	ip = 0;
	code = 0
}

/* Executes a site twice: both times the word is whole, and it is the same. */
inline execute(cpu, site, first, low, high)
{
#ifdef HALFWORD
	load(cpu, LOW(site), first);
	atomic { load(cpu, HIGH(site), high); assert(first == high /* torn */) };
	load(cpu, LOW(site), low);
	atomic {
		load(cpu, HIGH(site), high);
		assert(low == high /* torn */);
		assert(first == low /* changed-under-nmi */)
	}
#else
	load(cpu, LOW(site), first);
	atomic { load(cpu, LOW(site), low); assert(first == low /* changed-under-nmi */) }
#endif
}

proctype NmiCpu(byte cpu)
{
	byte nmis, seen, ip, code, site, first, low, high;

	do
	:: nmis < K ->
		/* ftrace_nmi_enter */
		atomic {
			running++;
			seen = running;
#ifdef SELF
			if
			:: cpu == 0 -> interrupted = true
			:: else
			fi;
#endif
#ifdef FAILING
			assert(!(killed && (seen & FLAG)) /* killed */)
#endif
		}
#ifndef WITHOUT_NMI_WRITE
		if
		:: seen & FLAG -> ftrace_mod_code(cpu)
		:: else
		fi;
#endif
		seen = 0;
#ifndef WITHOUT_NMI_ENTER_BARRIER
		BARRIER(cpu)
#endif
		for (site : 1 .. S) {
			execute(cpu, site, first, low, high)
		}
		first = 0;
		low = 0;
		high = 0;
#ifndef WITHOUT_NMI_EXIT_BARRIER
		BARRIER(cpu)
#endif
		/* ftrace_nmi_exit */
		nmis++;
		atomic {
			running--;
#ifdef SELF
			if
			:: cpu == 0 -> interrupted = false
			:: else
			fi
#endif
		}
	:: else -> break
	od;
	ended++
}

inline fill_buffers()
{
	store(0, IP, site);
	store(0, NEWCODE, CONTENT(site, round));
#ifndef WITHOUT_BUFFERS_BARRIER
	BARRIER(0)
#endif
}

proctype Patcher() UNINTERRUPTED
{
	byte round, site, seen, ip, code;

	for (round : 1 .. R) {
		for (site : 1 .. S) {
			begin(site, round);
#ifndef WITHOUT_BUFFERS_BEFORE_FLAG
			fill_buffers();
#endif
#ifndef WITHOUT_WRITE_FLAG
			/* wait_for_nmi_and_set_mod_flag */
			atomic {
#ifndef WITHOUT_WAIT_FOR_NMI_BEFORE_SET
				running == 0;
#endif
#ifdef FAILING
				killed = false;
#endif
				running = running | FLAG
			}
#endif
#ifdef WITHOUT_BUFFERS_BEFORE_FLAG
			fill_buffers();
#endif
#ifndef WITHOUT_FLAG_BARRIER
			BARRIER(0)
#endif
			ftrace_mod_code(0);
#ifndef WITHOUT_WRITE_BARRIER
			BARRIER(0)
#endif
			clear_mod_flag();
#ifndef WITHOUT_WAIT_FOR_NMI_AFTER_CLEAR
			/* wait_for_nmi */
			running == 0
#endif
		}
	}
	ended++
}

init
{
	byte number;

	atomic {
		for (number : 1 .. S) {
			memory[LOW(number)] = CONTENT(number, 0);
#ifdef HALFWORD
			memory[HIGH(number)] = CONTENT(number, 0);
#endif
		}
#ifdef BUFFERED
		for (number : 0 .. QUEUES - 1) {
			run Drain(number)
		}
#endif
		run Patcher();
		for (number : 1 .. C) {
			run NmiCpu(PROCESSOR(number))
		}
	}

	/* All are done, and memory has all that they stored. */
	ended == C + 1;
#ifdef BUFFERED
	for (number : 0 .. C) {
		EMPTY(number)
	}
#endif
#ifndef FAILING
	for (number : 1 .. S) {
		assert(memory[LOW(number)] == CONTENT(number, R) /* last-content */);
#ifdef HALFWORD
		assert(memory[HIGH(number)] == CONTENT(number, R) /* last-content */)
#endif
	}
#endif
}
