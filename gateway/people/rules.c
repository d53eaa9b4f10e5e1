/*
 * What a name, a role and a password may be: one place for the command line, the control socket and
 * the gateway.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "gateway/people/people.h"

/* Control characters, line separators and direction overrides: a name is shown to customers. */
static bool is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

const char *people_rules_name(const char *name)
{
	size_t len = strlen(name);
	uint32_t c;

	if (len == 0)
		return "the name is empty";
	if (utf8_valid(name, len) != len)
		return "the name is not valid UTF-8";
	for (size_t at = 0; at < len;) {
		at += utf8_decode(name + at, len - at, &c);
		if (is_hidden(c))
			return "the name has a control or invisible character";
	}
	if (utf8_count(name, len) > PEOPLE_NAME_MAX ||
	    len > sizeof(((struct store_agent *)0)->name) - 1)
		return "the name is longer than 64 characters";
	if (name[0] == ' ' || name[len - 1] == ' ')
		return "the name begins or ends with a space";
	return NULL;
}

const char *people_rules_role(const char *role)
{
	if (strcmp(role, "agent") == 0 || strcmp(role, "supervisor") == 0 ||
	    strcmp(role, "admin") == 0)
		return NULL;
	return "the role is none of agent, supervisor, admin";
}

const char *people_rules_password(const char *password)
{
	size_t len = strlen(password);

	if (len > PEOPLE_PASSWORD_MAX)
		return "the password is longer than 512 bytes";
	if (utf8_valid(password, len) != len)
		return "the password is not valid UTF-8";
	return utf8_count(password, len) < PEOPLE_PASSWORD_MIN
		       ? "the password is shorter than 8 characters"
		       : NULL;
}
