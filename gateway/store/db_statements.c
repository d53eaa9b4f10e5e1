/*
 * All SQL of the running store in one table, so that a test can ask the planner about every line:
 * none may walk a table whose size grows with the stored conversations.
 */
#include "gateway/store/db.h"

#define CONV_COLUMNS                                                                        \
	"c.id,c.state,c.version,c.seq,c.locale,c.owner,c.owner_name,c.case_id,c.consent,c." \
	"created_ms,c.last_ms,coalesce(c.dialog,(SELECT m.dialog FROM messages m WHERE "    \
	"m.conv=c.n AND m.dialog IS NOT NULL ORDER BY m.seq DESC LIMIT 1)),c.page"
#define LAST_AGENT(conv)                                   \
	",(SELECT p.agent FROM cases p WHERE p.conv=" conv \
	" AND p.agent IS NOT NULL ORDER BY p.n DESC LIMIT 1)"
#define CONV_LAST ",k.id,k.agent,k.team,k.reason,coalesce(k.changed_ms,0)"
#define CONV_SHOWN ",s.said"
#define CONV_SHOWN_FROM "LEFT JOIN shown s ON s.conv=c.n "
/* How it ended: its last case, if an agent closed that one. 3 is STORE_ENDED. */
#define CONV_LAST_FROM                                                        \
	"LEFT JOIN cases k ON k.n=(SELECT max(n) FROM cases WHERE conv=c.n) " \
	"AND c.state=3 AND k.disposition IS NOT NULL "
/* Of a person (3, 4: STORE_AGENT, STORE_AGENT_AI_DRAFT), since the case is open. */
#define FIRST_ANSWER                                                                  \
	",coalesce((SELECT m.at_ms FROM messages m WHERE m.conv=k.conv AND m.origin " \
	"IN(3,4) AND m.at_ms>=k.created_ms ORDER BY m.seq LIMIT 1),0)"
#define RATING ",coalesce(r.score,0),r.comment,coalesce(r.at_ms,0) "
#define RATING_BEFORE ",coalesce(pr.score,0),pr.comment,coalesce(pr.at_ms,0) "
#define CASE_COLUMNS                                                                               \
	"k.id,c.id,k.reference,k.reason,k.team,k.state,k.outcome,k.agent,coalesce(a.name,''),c."   \
	"locale,k.priority,"                                                                       \
	"k.created_ms,k.changed_ms,coalesce(t.due_ms,0),k.evidence,k.summary,k.contact,"           \
	"coalesce(k.place_ms,0)" LAST_AGENT(                                                       \
		"k.conv") ",p.id,pc.id,p.reference,pa.name,p.disposition,coalesce(p.changed_ms,"   \
			  "0)" FIRST_ANSWER ",k.sla_raised,coalesce(k.disposition,''),coalesce(k." \
			  "hold_ms,0),coalesce(k.hold_until_ms,0),k.hold_over,"                    \
			  "coalesce(k.contact_ms,0),coalesce(k.contact_due_ms,0),k.paused_"        \
			  "ms" RATING RATING_BEFORE                                                \
			  "FROM cases k JOIN conversations c ON c.n=k.conv LEFT JOIN agents a ON " \
			  "a.id=k.agent "                                                          \
			  "LEFT JOIN timers t ON t.case_n=k.n LEFT JOIN cases p ON p.n=k.reopens " \
			  "LEFT JOIN conversations pc ON pc.n=p.conv LEFT JOIN agents pa ON "      \
			  "pa.id=p.agent LEFT JOIN ratings r ON r.conv=k.conv "                    \
			  "LEFT JOIN ratings pr ON pr.conv=p.conv "
#define AGENT_COLUMNS "id,name,role,disabled_ms IS NOT NULL,created_ms"

static const char *const sql[DB_STMT_COUNT] = {
	[DB_BEGIN] = "BEGIN IMMEDIATE",
	[DB_COMMIT] = "COMMIT",
	[DB_ROLLBACK] = "ROLLBACK",
	[DB_SAVEPOINT] = "SAVEPOINT op",
	[DB_SAVEPOINT_RELEASE] = "RELEASE op",
	[DB_SAVEPOINT_ROLLBACK] = "ROLLBACK TO op",
	[DB_PROBE] = "INSERT INTO meta(key,value) VALUES('probe',1) "
		     "ON CONFLICT(key) DO UPDATE SET value=value+1",

	[DB_CONV_HEAD] = "SELECT n,state,version,seq,coalesce(turn_until,0),owner FROM "
			 "conversations WHERE id=?",
	[DB_CONV_ADD] =
		"INSERT INTO conversations(id,state,version,seq,last_ms,created_ms,locale,page,"
		"previous) VALUES(?,0,0,0,?2,?2,?3,?4,(SELECT conv FROM tokens WHERE hash=?5))",
	[DB_CONV_STEP] = "UPDATE conversations SET "
			 "version=?2,seq=?3,last_ms=max(last_ms,?4),turn_until=?5 WHERE n=?1",
	[DB_CONV_STEP_DIALOG] =
		"UPDATE conversations SET version=?2,seq=?3,last_ms=max(last_ms,?4),turn_until=?5,"
		"dialog=?6 WHERE n=?1",
	[DB_CONV_SET_STATE] = "UPDATE conversations SET state=?2 WHERE n=?1",
	[DB_CONV_SET_OWNER] = "UPDATE conversations SET owner=?2,owner_name=?3 WHERE n=?1",
	[DB_CONV_SET_LOCALE] = "UPDATE conversations SET locale=?2 WHERE n=?1",
	[DB_CONV_SET_PAGE] = "UPDATE conversations SET page=?2 WHERE n=?1",
	[DB_CONV_SET_CONSENT] = "UPDATE conversations SET consent=?2 WHERE n=?1",
	[DB_CONV_SET_CASE] = "UPDATE conversations SET case_id=?2 WHERE n=?1",
	[DB_CONSENT_ADD] = "INSERT INTO consents(conv,version,at_ms) VALUES(?1,?2,?3)",
	[DB_TOKEN_POINT] = "INSERT INTO tokens(hash,conv,issued_ms) VALUES(?1,?2,?3) "
			   "ON CONFLICT(hash) DO UPDATE SET conv=excluded.conv",
	/* The other keys to the conversation before: tabs that were made one stay one. */
	[DB_TOKENS_FOLLOW] = "UPDATE tokens SET conv=?1 WHERE conv=(SELECT p.n FROM conversations "
			     "c JOIN conversations p ON p.n=c.previous AND p.state=3 WHERE c.n=?1)",
	[DB_TOKEN_ADD] = "INSERT INTO tokens(hash,conv,issued_ms) VALUES(?1,?2,?3)",
	[DB_TOKEN_OLD] = "UPDATE tokens SET ends_ms=?3 WHERE conv=?1 AND hash<>?2 "
			 "AND (ends_ms IS NULL OR ends_ms>?3)",
	[DB_MESSAGE_FIND] = "SELECT seq,text FROM messages WHERE conv=?1 AND sender=?2 "
			    "AND client_id=?3",
	[DB_MESSAGE_ADD] = "INSERT OR IGNORE INTO messages"
			   "(seq,conv,origin,at_ms,sender,client_id,text,meta,decision,dialog) "
			   "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
	[DB_CASE_HEAD] = "SELECT n,conv,state,agent,coalesce(hold_until_ms,0),hold_over FROM cases "
			 "WHERE id=?1",
	[DB_CASE_OPEN_OF] = "SELECT state,agent FROM cases WHERE conv=?1 AND state<>'closed'",
	[DB_CASE_ADD] =
		"INSERT INTO "
		"cases(id,conv,reference,state,reason,outcome,team,priority,agent,created_ms,"
		"changed_ms,evidence,summary,contact,disposition,place_ms,reopens,first_due_ms,"
		"solve_due_ms,contact_ms,contact_due_ms) "
		"VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?10,?11,?12,?13,?14,?15,"
		"(SELECT n FROM cases WHERE id=?16),?17,?18,CASE WHEN ?13 IS NOT NULL THEN ?10 "
		"END,?19)",
	[DB_CASE_STEP] =
		"UPDATE cases SET state=?2,agent=?3,outcome=CASE ?4 WHEN '' THEN outcome ELSE ?4 "
		"END,"
		"changed_ms=?5,evidence=coalesce(?6,evidence),summary=coalesce(?7,summary),"
		"contact=coalesce(?8,contact),"
		"contact_ms=CASE WHEN ?8 IS NULL THEN contact_ms ELSE ?5 END,"
		"contact_due_ms=CASE WHEN ?8 IS NULL THEN contact_due_ms ELSE ?16 END,"
		"disposition=coalesce(?9,disposition),"
		"place_ms=coalesce(?10,place_ms),hold_ms=NULL,hold_until_ms=NULL,hold_over=0,"
		"promised_ms=CASE WHEN waited_ms IS NULL THEN ?13 ELSE promised_ms END,"
		"waited_ms=coalesce(waited_ms,?12),"
		"first_due_ms=coalesce(?14,first_due_ms),solve_due_ms=coalesce(?15,solve_due_ms),"
		"paused_ms=coalesce(?17,paused_ms),"
		"team=CASE ?11 WHEN '' THEN team ELSE ?11 END WHERE n=?1",
	[DB_SHOWN_KEEP] = "INSERT INTO shown SELECT n,?2 FROM conversations WHERE id=?1 "
			  "ON CONFLICT(conv) DO UPDATE SET said=excluded.said",
	[DB_SHOWN_FIND] = "SELECT 1 FROM shown WHERE conv=?1",
	[DB_SHOWN_END] = "DELETE FROM shown WHERE conv=?1",
	[DB_CASE_SLA] = "UPDATE cases SET sla_raised=sla_raised|?2 WHERE id=?1",
	[DB_CASE_HOLD] = "UPDATE cases SET hold_ms=?2,hold_until_ms=?3,hold_over=?4,"
			 "paused_ms=coalesce(?5,paused_ms),solve_due_ms=coalesce(?6,solve_due_ms) "
			 "WHERE n=?1",
	[DB_CASE_DISPOSITION] = "UPDATE cases SET disposition=?2 WHERE id=?1 AND state='wrapup'",
	[DB_CASE_WRAPPED_UP] = "UPDATE cases SET state='closed' WHERE id=?1 AND state='wrapup'",
	[DB_TIMER_DROP_OF] = "DELETE FROM timers WHERE case_n=(SELECT n FROM cases WHERE id=?1)",
	[DB_ANSWER_ADD] = "INSERT INTO answers(n,at_ms,kind,intent) VALUES(?1,?2,?3,?4)",
	[DB_BOARD_STEP] = "INSERT OR REPLACE INTO board_steps VALUES(?1,?2,?3,?4)",
	[DB_BOARD_DROP] = "DELETE FROM board_steps WHERE number<=?1",
	/* ?1 where to, ?2 where from, ?3 what is added to each number. An id that both have stays
	 * with the message that was there. */
	[DB_MERGE_MESSAGES] =
		"UPDATE messages SET conv=?1,seq=seq+?3,client_id=CASE WHEN client_id IS NULL OR "
		"EXISTS(SELECT 1 FROM messages o WHERE o.conv=?1 AND o.sender=messages.sender AND "
		"o.client_id=messages.client_id) THEN NULL ELSE client_id END WHERE conv=?2",
	[DB_MERGE_FEEDBACK] = "UPDATE feedback SET conv=?1,seq=seq+?3 WHERE conv=?2",
	/* Of two ratings the later one counts. */
	[DB_MERGE_RATING] =
		"INSERT INTO ratings SELECT ?1,score,comment,at_ms,agent,team,intent FROM ratings "
		"WHERE conv=?2 ON CONFLICT(conv) DO UPDATE SET score=excluded.score,comment="
		"excluded.comment,at_ms=excluded.at_ms,agent=excluded.agent,team=excluded.team,"
		"intent=excluded.intent WHERE excluded.at_ms>=ratings.at_ms",
	[DB_MERGE_RATING_DROP] = "DELETE FROM ratings WHERE conv=?1",
	[DB_MERGE_NOTES] =
		"UPDATE notes SET conv=?1,number=number+?4,after_seq=after_seq+?3,client_id="
		"CASE WHEN client_id IS NULL OR EXISTS(SELECT 1 FROM notes o WHERE o.conv=?1 AND "
		"o.agent=notes.agent AND o.client_id=notes.client_id) THEN NULL ELSE client_id END "
		"WHERE conv=?2",
	[DB_MERGE_EARLIER] = "UPDATE merges SET conv=?1,first_seq=first_seq+?3,"
			     "last_seq=last_seq+?3,shift=shift+?3 WHERE conv=?2",
	[DB_MERGE_TOKENS] = "UPDATE tokens SET conv=?1 WHERE conv=?2",
	[DB_MERGE_COSTS] = "INSERT INTO llm_conversations SELECT ?1,tokens,cost_nano FROM "
			   "llm_conversations WHERE conv=?2 ON CONFLICT(conv) DO UPDATE SET "
			   "tokens=tokens+excluded.tokens,cost_nano=cost_nano+excluded.cost_nano",
	[DB_MERGE_COSTS_DROP] = "DELETE FROM llm_conversations WHERE conv=?1",
	[DB_MERGE_INTO] =
		"UPDATE conversations SET dialog=CASE o.seq WHEN 0 THEN conversations.dialog ELSE "
		"o.dialog END,last_ms=max(conversations.last_ms,"
		"o.last_ms),previous=coalesce(conversations.previous,o.previous),consent=CASE "
		"conversations.consent WHEN '' THEN o.consent ELSE conversations.consent END,"
		"twin=CASE WHEN conversations.twin=?2 THEN NULL ELSE conversations.twin END "
		"FROM (SELECT seq,dialog,last_ms,previous,consent FROM conversations WHERE n=?2) o "
		"WHERE n=?1",
	/* 3 is STORE_ENDED. */
	[DB_MERGE_END] = "UPDATE conversations SET state=3,version=?2,seq=0,owner=NULL,"
			 "owner_name='',case_id=NULL,turn_until=NULL,dialog=NULL WHERE n=?1",
	[DB_MERGE_ADD] = "INSERT INTO merges(conv,source,first_seq,last_seq,shift,at_ms,agent) "
			 "VALUES(?1,?2,?3,?4,?5,?6,?7)",
	[DB_TWIN_SET] = "UPDATE conversations SET twin=(SELECT o.n FROM conversations o WHERE "
			"o.id=?2) WHERE id=?1",
	[DB_NOTE_FIND] =
		"SELECT number,text FROM notes WHERE conv=?1 AND agent=?2 AND client_id=?3",
	[DB_NOTE_LAST] = "SELECT coalesce(max(number),0) FROM notes WHERE conv=?1",
	[DB_NOTE_ADD] = "INSERT INTO notes(conv,number,case_n,agent,client_id,at_ms,after_seq,"
			"to_team,to_agent,text) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
	[DB_TIMER_SET] = "INSERT INTO timers(case_n,due_ms) VALUES(?1,?2) "
			 "ON CONFLICT(case_n) DO UPDATE SET due_ms=excluded.due_ms",
	[DB_TIMER_DROP] = "DELETE FROM timers WHERE case_n=?1",
	[DB_TIME_ADD] = "INSERT INTO service_times(kind,team,ms) VALUES(?1,?2,?3)",
	[DB_TIMES_DROP] = "DELETE FROM service_times WHERE n<=?1",
	[DB_FEEDBACK] = "INSERT INTO feedback(conv,seq,up,at_ms) "
			"SELECT m.conv,m.seq,?3,?4 FROM conversations c "
			"JOIN messages m ON m.conv=c.n AND m.seq=?2 WHERE c.id=?1 "
			"ON CONFLICT(conv,seq) DO UPDATE SET up=excluded.up,at_ms=excluded.at_ms "
			"WHERE up<>excluded.up",
	[DB_FEEDBACK_HAS] = "SELECT 1 FROM conversations c JOIN feedback f ON f.conv=c.n "
			    "AND f.seq=?2 WHERE c.id=?1",
	/* Whether it may be rated (1 to 4: every origin of an answer), who ended it and what it was
	 * about, and the rating so far. An agent's part is over when the assistant has answered
	 * since (1, 2: STORE_RULE, STORE_LLM). */
	[DB_RATING_OF] =
		"SELECT c.n,c.state=3 OR EXISTS(SELECT 1 FROM messages m WHERE m.conv=c.n AND "
		"m.origin IN(1,2,3,4)),k.agent,coalesce(k.team,''),coalesce((SELECT a.intent FROM "
		"messages m JOIN answers a ON a.n=m.n WHERE m.conv=c.n AND a.intent<>'' ORDER BY "
		"m.seq DESC LIMIT 1),''),coalesce(r.score,0),r.comment FROM conversations c "
		"LEFT JOIN cases k ON k.n=(SELECT max(n) FROM cases WHERE conv=c.n AND "
		"agent IS NOT NULL AND state<>'offered') AND NOT(k.state='closed' AND "
		"EXISTS(SELECT 1 FROM "
		"messages m WHERE m.conv=c.n AND m.origin IN(1,2) AND m.at_ms>k.changed_ms)) "
		"LEFT JOIN ratings r ON r.conv=c.n WHERE c.id=?1",
	[DB_RATE] = "INSERT INTO ratings(conv,score,comment,at_ms,agent,team,intent) "
		    "VALUES(?1,?2,?3,?4,?5,?6,?7) ON CONFLICT(conv) DO UPDATE SET "
		    "score=excluded.score,comment=excluded.comment,at_ms=excluded.at_ms,"
		    "agent=excluded.agent,team=excluded.team,intent=excluded.intent",
	[DB_AGENT_ADD] =
		"INSERT INTO agents(id,name,role,password,created_ms) VALUES(?1,?2,?3,?4,?5) "
		"ON CONFLICT(name) DO NOTHING",
	[DB_AGENT_DISABLE] = "UPDATE agents SET disabled_ms=coalesce(disabled_ms,?2) WHERE name=?1",
	[DB_LOGIN_ADD] = "INSERT INTO logins(hash,agent,csrf,created_ms,expires_ms) "
			 "SELECT ?1,id,?3,?4,?5 FROM agents WHERE id=?2 AND disabled_ms IS NULL",
	[DB_LOGIN_END] = "DELETE FROM logins WHERE hash=?1",
	[DB_LOGIN_PURGE] = "DELETE FROM logins WHERE expires_ms<=?1",
	[DB_LOGINS_DROP] = "DELETE FROM logins WHERE agent=(SELECT id FROM agents WHERE name=?1)",
	[DB_LLM_SPENT] =
		"INSERT INTO llm_spent VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9) "
		"ON CONFLICT(day,provider,model,intent,outcome) DO UPDATE SET "
		"requests=requests+excluded."
		"requests,tokens_in=tokens_in+excluded.tokens_in,tokens_out=tokens_out+excluded."
		"tokens_out,cost_nano=cost_nano+excluded.cost_nano",
	[DB_LLM_SPENT_CONV] =
		"INSERT INTO llm_conversations SELECT n,?2,?3 FROM conversations WHERE id=?1 "
		"ON CONFLICT(conv) DO UPDATE SET tokens=tokens+excluded.tokens,"
		"cost_nano=cost_nano+excluded.cost_nano",
	[DB_LLM_SWITCH] = "INSERT INTO llm_switches(at_ms,is_on,who) VALUES(?1,?2,?3)",

	[DB_CONV_BY_TOKEN] =
		"SELECT " CONV_COLUMNS ",t.issued_ms,coalesce(t.ends_ms,0)" LAST_AGENT("c.n")
			CONV_LAST CONV_SHOWN
	" FROM tokens t JOIN conversations c ON c.n=t.conv " CONV_LAST_FROM CONV_SHOWN_FROM
	"WHERE t.hash=?1",
	[DB_CONV_BY_ID] = "SELECT " CONV_COLUMNS ",0,0" LAST_AGENT("c.n") CONV_LAST CONV_SHOWN
	" FROM conversations c " CONV_LAST_FROM CONV_SHOWN_FROM "WHERE c.id=?1",
	[DB_CONV_NUMBER] = "SELECT n FROM conversations WHERE id=?1",
	[DB_MESSAGES_AFTER] = "SELECT seq,client_id,sender,origin,at_ms,text,meta,decision "
			      "FROM messages WHERE conv=?1 AND seq>?2 ORDER BY seq LIMIT ?3",
	[DB_NOTES_AFTER] =
		"SELECT o.number,k.id,o.agent,coalesce(a.name,''),o.client_id,o.at_ms,o.after_seq,"
		"o.to_team,o.to_agent,coalesce(b.name,''),o.text FROM notes o "
		"JOIN cases k ON k.n=o.case_n LEFT JOIN agents a ON a.id=o.agent "
		"LEFT JOIN agents b ON b.id=o.to_agent "
		"WHERE o.conv=?1 AND o.number>?2 ORDER BY o.number LIMIT ?3",
	[DB_CASE_BY_ID] = "SELECT " CASE_COLUMNS "WHERE k.id=?1",
	[DB_CASES_OPEN] = "SELECT " CASE_COLUMNS "WHERE k.state<>'closed'",
	[DB_PAST] = "SELECT coalesce(c.previous,0),c.id,c.created_ms,c.last_ms,k.id,"
		    "coalesce(k.reference,''),coalesce(k.reason,''),coalesce(a.name,''),"
		    "coalesce(k.disposition,'')" RATING "FROM conversations c "
		    "LEFT JOIN cases k ON k.n=(SELECT max(n) FROM cases WHERE conv=c.n) "
		    "LEFT JOIN agents a ON a.id=k.agent LEFT JOIN ratings r ON r.conv=c.n "
		    "WHERE c.n=?1",
	[DB_TWIN] = "SELECT c.id,c.created_ms,c.last_ms,k.id,coalesce(k.reference,''),"
		    "coalesce(k.reason,''),coalesce(a.name,'') FROM conversations x "
		    "JOIN conversations c ON c.n=x.twin AND c.state<>3 "
		    "LEFT JOIN cases k ON k.id=c.case_id LEFT JOIN agents a ON a.id=k.agent "
		    "WHERE x.id=?1 AND x.state<>3",
	[DB_HANDOFFS] = "SELECT k.created_ms,k.reason,c.locale FROM cases k "
			"JOIN conversations c ON c.n=k.conv WHERE k.id>=?1 ORDER BY k.id",
	[DB_TIMERS_DUE] =
		"SELECT k.id FROM timers t JOIN cases k ON k.n=t.case_n WHERE t.due_ms<=?1 "
		"ORDER BY t.due_ms LIMIT ?2",
	[DB_TURNS_DUE] =
		"SELECT id FROM conversations WHERE turn_until IS NOT NULL AND turn_until<=?1 "
		"ORDER BY turn_until LIMIT ?2",
	[DB_AGENT_FIND] = "SELECT " AGENT_COLUMNS ",password FROM agents WHERE name=?1",
	[DB_AGENTS] = "SELECT " AGENT_COLUMNS " FROM agents ORDER BY name",
	[DB_LOGIN_FIND] = "SELECT l.csrf,l.created_ms,l.expires_ms,a.id,a.name,a.role,a.created_ms "
			  "FROM logins l "
			  "JOIN agents a ON a.id=l.agent WHERE l.hash=?1 AND l.expires_ms>?2 AND "
			  "a.disabled_ms IS NULL",
	/* Oldest first; by its key, so that the planner sees that it walks no further. */
	[DB_TIMES] = "SELECT kind,team,ms FROM service_times WHERE n>(SELECT "
		     "coalesce(max(n),0) FROM service_times)-?1 ORDER BY n",
	[DB_LLM_SWITCHED] = "SELECT at_ms,is_on,who FROM llm_switches WHERE n=(SELECT max(n) FROM "
			    "llm_switches)",
	[DB_LLM_SUMS] = "SELECT coalesce(sum(CASE WHEN day=?1 THEN tokens_in+tokens_out END),0),"
			"coalesce(sum(CASE WHEN day=?1 THEN cost_nano END),0),"
			"coalesce(sum(tokens_in+tokens_out),0),coalesce(sum(cost_nano),0) "
			"FROM llm_spent WHERE day>=?2",
	[DB_LLM_CONVERSATION] = "SELECT l.tokens,l.cost_nano FROM conversations c "
				"JOIN llm_conversations l ON l.conv=c.n WHERE c.id=?1",
	[DB_LLM_COSTS] = "SELECT provider,intent,sum(requests),sum(tokens_in),sum(tokens_out),"
			 "sum(cost_nano) FROM llm_spent WHERE day>=?1 AND tokens_in+tokens_out>0 "
			 "GROUP BY provider,intent ORDER BY sum(cost_nano) DESC,provider,intent "
			 "LIMIT ?2",
	[DB_SEARCH] = "SELECT c.id,m.text FROM messages m JOIN conversations c ON c.n=m.conv ORDER "
		      "BY m.n DESC",
	[DB_REPLAY_CONVERSATIONS] =
		"SELECT id FROM conversations WHERE "
		"n>coalesce((SELECT n FROM conversations WHERE id=?1),0) AND last_ms>=?2 "
		"ORDER BY n LIMIT ?3",
	[DB_REPLAY_ROWS] =
		"SELECT m.seq,m.client_id,m.sender,m.origin,m.at_ms,m.text,m.meta,m.decision,"
		"m.dialog,f.conv IS NOT NULL,coalesce((SELECT max(g.shift) FROM merges g WHERE "
		"g.conv=m.conv AND m.seq BETWEEN g.first_seq AND g.last_seq),0) FROM messages m "
		"LEFT JOIN feedback f ON f.conv=m.conv AND f.seq=m.seq AND f.up=0 "
		"WHERE m.conv=?1 AND m.seq>?2 ORDER BY m.seq LIMIT ?3",
	[DB_BOARD_STEPS] = "SELECT number,waiting,longest_s,available FROM board_steps WHERE "
			   "number>=?1 ORDER BY number",

	/* The report's. All begin with the ids of a period (?1 up to ?2, which begin with the
	 * time), so that an index leads to the first row; ?3 and ?4 as each says. Columns: three
	 * texts, then numbers. LIMIT -1 keeps a subquery whole: each of its values is worked out
	 * once. */
	/* ?3: who was silent since then is gone. Kinds 1 and 2 are STORE_ANSWERED and
	 * STORE_ANSWERED_LLM; state 3 is STORE_ENDED. Answered to its end is a chat that nobody
	 * took over, whose last message of the assistant was an answer without a thumb down. */
	[DB_FIGURE_CHATS] =
		"SELECT x.locale,'','',count(*),sum(x.handed),sum(NOT x.handed AND x.going),"
		"sum(NOT x.handed AND NOT x.going AND x.answered),sum(x.cost),sum(x.ups),"
		"sum(x.downs) FROM (SELECT c.locale AS locale,"
		"EXISTS(SELECT 1 FROM cases k WHERE k.conv=c.n) AS handed,"
		"c.state<>3 AND c.last_ms>=?3 AS going,"
		"c.turn_until IS NULL AND coalesce((SELECT a.kind IN(1,2) AND NOT EXISTS("
		"SELECT 1 FROM feedback f WHERE f.conv=m.conv AND f.seq=m.seq AND f.up=0) "
		"FROM messages m JOIN answers a ON a.n=m.n WHERE m.conv=c.n "
		"ORDER BY m.seq DESC LIMIT 1),0) AS answered,"
		"coalesce((SELECT l.cost_nano FROM llm_conversations l WHERE l.conv=c.n),0) AS "
		"cost,"
		"(SELECT count(*) FROM feedback f WHERE f.conv=c.n AND f.up=1) AS ups,"
		"(SELECT count(*) FROM feedback f WHERE f.conv=c.n AND f.up=0) AS downs "
		"FROM conversations c WHERE c.id>=?1 AND c.id<?2 AND c.seq>0 LIMIT -1) x "
		"GROUP BY x.locale",
	[DB_FIGURE_TURNS] = "SELECT c.locale,'','',a.kind,count(*) FROM conversations c "
			    "JOIN messages m ON m.conv=c.n JOIN answers a ON a.n=m.n "
			    "WHERE c.id>=?1 AND c.id<?2 GROUP BY c.locale,a.kind",
	/* Kinds: 3 STORE_ASKED, 5 STORE_OFFERED. */
	[DB_FIGURE_INTENTS] =
		"SELECT a.intent,'','',sum(a.kind IN(1,2)),sum(a.kind=3),sum(a.kind=5),"
		"sum(coalesce(f.up=1,0)),sum(coalesce(f.up=0,0)) FROM conversations c "
		"JOIN messages m ON m.conv=c.n JOIN answers a ON a.n=m.n "
		"LEFT JOIN feedback f ON f.conv=m.conv AND f.seq=m.seq "
		"WHERE c.id>=?1 AND c.id<?2 AND a.intent<>'' GROUP BY a.intent",
	/* What the customer was about: who asked for a person in words was about what was answered
	 * before (6: STORE_HANDED_OVER). */
	[DB_FIGURE_HANDED] =
		"SELECT x.intent,'','',count(*) FROM (SELECT (SELECT a.intent FROM messages m "
		"JOIN answers a ON a.n=m.n WHERE m.conv=k.conv AND a.at_ms<=k.created_ms "
		"AND a.intent<>'' AND (a.kind<>6 OR k.reason<>'request') ORDER BY m.seq DESC LIMIT "
		"1) AS intent FROM cases k "
		"WHERE k.id>=?1 AND k.id<?2 LIMIT -1) x WHERE x.intent IS NOT NULL GROUP BY "
		"x.intent",
	[DB_FIGURE_CASES] =
		"SELECT c.locale,k.reason,k.outcome,count(*),"
		"sum(k.state NOT IN('closed','wrapup')),"
		"sum(k.state='closed' AND k.outcome='queued'),sum(k.contact IS NOT NULL),"
		"sum(k.contact IS NOT NULL AND k.state NOT IN('closed','wrapup')) "
		"FROM cases k JOIN conversations c ON c.n=k.conv WHERE k.id>=?1 AND k.id<?2 "
		"GROUP BY c.locale,k.reason,k.outcome",
	/* By the second, past an hour by the minute. */
	[DB_FIGURE_WAITS] =
		"SELECT c.locale,'','',CASE WHEN k.waited_ms<3600000 THEN k.waited_ms/1000 "
		"ELSE k.waited_ms/60000*60 END AS seconds,count(*),count(k.promised_ms),"
		"coalesce(sum(k.promised_ms-k.waited_ms),0),"
		"coalesce(sum(abs(k.promised_ms-k.waited_ms)),0) "
		"FROM cases k JOIN conversations c ON c.n=k.conv "
		"WHERE k.id>=?1 AND k.id<?2 AND k.waited_ms IS NOT NULL GROUP BY c.locale,seconds",
	/* ?3: now. A first answer comes from a person (3, 4: STORE_AGENT, STORE_AGENT_AI_DRAFT). A
	 * chat that ended in time without one, or that nobody had when it ended, counts for
	 * nothing. */
	[DB_FIGURE_SLA] =
		"SELECT x.team,'','',x.priority,"
		"sum(x.first_due>0 AND x.answered<=x.first_due),"
		"sum(x.first_due>0 AND coalesce(x.answered,x.ended,?3)>x.first_due),"
		"sum(x.first_due>0 AND x.answered IS NULL AND x.ended IS NULL AND ?3<=x.first_due),"
		"sum(x.solve_due>0 AND x.ended<=x.solve_due AND x.had),"
		"sum(x.solve_due>0 AND coalesce(x.ended,?3)>x.solve_due),"
		"sum(x.solve_due>0 AND x.ended IS NULL AND ?3<=x.solve_due) FROM ("
		"SELECT k.team AS team,k.priority AS priority,k.first_due_ms AS first_due,"
		"k.solve_due_ms AS solve_due,k.agent IS NOT NULL AS had,"
		"CASE WHEN k.state IN('closed','wrapup') THEN k.changed_ms END AS ended,"
		"(SELECT m.at_ms FROM messages m WHERE m.conv=k.conv AND m.origin IN(3,4) "
		"AND m.at_ms>=k.created_ms ORDER BY m.seq LIMIT 1) AS answered "
		"FROM cases k WHERE k.id>=?1 AND k.id<?2 AND k.first_due_ms+k.solve_due_ms>0 "
		"LIMIT -1) x GROUP BY x.team,x.priority",
	/* ?3, ?4: the first and the last day. */
	[DB_FIGURE_LLM] =
		"SELECT provider,model,intent,sum(requests),sum(tokens_in),sum(tokens_out),"
		"sum(cost_nano) FROM llm_spent WHERE day>=?3 AND day<=?4 "
		"GROUP BY provider,model,intent",
	[DB_FIGURE_LLM_ENDS] = "SELECT provider,outcome,'',sum(requests) FROM llm_spent "
			       "WHERE day>=?3 AND day<=?4 GROUP BY provider,outcome",
	/* ?3: the month's first day, ?4: today. */
	[DB_FIGURE_LLM_BUDGET] =
		"SELECT '','','',coalesce(sum(CASE WHEN day=?4 THEN tokens_in+tokens_out END),0),"
		"coalesce(sum(CASE WHEN day=?4 THEN cost_nano END),0),"
		"coalesce(sum(tokens_in+tokens_out),0),coalesce(sum(cost_nano),0) "
		"FROM llm_spent WHERE day>=?3 AND day<=?4",
	/* ?3: who was silent since then is gone. Of chats that are over, or rated before. */
	[DB_FIGURE_RATINGS] =
		"SELECT x.locale,'','',x.people,count(*),count(x.score),coalesce(sum(x.score),0),"
		"coalesce(sum(x.score>=4),0) FROM (SELECT c.locale AS locale,r.score AS score,"
		"EXISTS(SELECT 1 FROM cases k WHERE k.conv=c.n AND k.agent IS NOT NULL) AS people "
		"FROM conversations c LEFT JOIN ratings r ON r.conv=c.n "
		"WHERE c.id>=?1 AND c.id<?2 AND c.seq>0 "
		"AND (c.state=3 OR c.last_ms<?3 OR r.score IS NOT NULL) LIMIT -1) x "
		"GROUP BY x.locale,x.people",
};

const char *db_stmt_sql(enum db_stmt s)
{
	return sql[s];
}
