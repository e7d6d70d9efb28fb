#include "serve/visitor.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "serve/port.h"

struct visitor *visitor_new(struct visitors *all, const struct sockaddr *sa, bool forwarder)
{
	struct visitor *v = mem_array(1, sizeof(*v));

	v->fd = -1;
	v->forwarder = forwarder;
	port_address(sa, v->address);
	v->next = all->first;
	if (v->next)
		v->next->previous = v;
	all->first = v;
	all->n++;
	visitor_enter(all, v, VISITOR_HEAD, 0);
	return v;
}

void visitor_free(struct visitors *all, struct visitor *v)
{
	if (v->previous)
		v->previous->next = v->next;
	else
		all->first = v->next;
	if (v->next)
		v->next->previous = v->previous;
	all->n--;
	mem_free(v);
}

bool visitor_crowded(const struct visitors *all, const struct sockaddr *sa)
{
	char address[INET6_ADDRSTRLEN];
	unsigned n = 0;

	port_address(sa, address);
	for (const struct visitor *v = all->first; v; v = v->next)
		n += text_equal(v->address, address);
	return n >= all->per_address;
}

void visitor_enter(const struct visitors *all, struct visitor *v, enum visitor_phase phase,
		   uint64_t bytes)
{
	int64_t extra = (int64_t)(bytes / VISITOR_BYTES_PER_SECOND) * TIME_SECOND;

	v->phase = phase;
	v->spoke = false;
	v->deadline = time_now(&time_system) + all->patience + extra;
}

/*
 * The library has not begun to answer, so that these are the first bytes.  A connection that only
 * was kept open after an answer is closed without a word: a request may be on its way, and would be
 * taken for answered.
 */
static void say_late(const struct visitors *all, const struct visitor *v)
{
	static const char text[] = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n"
				   "Connection: close\r\n\r\n";
	bool waits = v->phase == VISITOR_BODY ||
		     (v->phase == VISITOR_HEAD && (v->spoke || v->answered == 0));

	if (!all->tls && waits)
		(void)!send(v->fd, text, sizeof(text) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* The descriptor stays the library's, which reads the end and closes it. */
static void end(struct visitor *v)
{
	v->ending = true;
	(void)shutdown(v->fd, SHUT_RDWR);
}

void visitor_sweep(struct visitors *all, bool idle, void (*late)(void *context, struct visitor *v),
		   void *context)
{
	int64_t now = time_now(&time_system);
	struct visitor *next;

	for (struct visitor *v = all->first; v; v = next) {
		next = v->next;
		if (v->ending || v->fd < 0)
			continue;
		if (now >= v->deadline) {
			if (v->phase == VISITOR_WORK) {
				late(context, v);
				continue;
			}
			say_late(all, v);
			end(v);
		} else if (idle && v->phase == VISITOR_HEAD && !v->spoke) {
			end(v);
		}
	}
}

bool visitor_busy(const struct visitors *all)
{
	for (const struct visitor *v = all->first; v; v = v->next)
		if (!v->ending && (v->phase != VISITOR_HEAD || v->spoke))
			return true;
	return false;
}
