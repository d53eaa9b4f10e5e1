/* What a score is made of. */
#ifndef GATEWAY_KNOWLEDGE_FEATURES_H
#define GATEWAY_KNOWLEDGE_FEATURES_H

/* Words weigh by how rare they are in the texts. */
enum knowledge_feature {
	FEATURE_SHARE,       /* of the question's weight that stands in the passage */
	FEATURE_HEAD_SHARE,  /* … in its title and headings */
	FEATURE_SENTENCE,    /* … in the best of its sentences together with those */
	FEATURE_WEIGHT,      /* what stands in the passage: root, in units of the rarest word */
	FEATURE_HEAD_WEIGHT, /* … in title and headings */
	FEATURE_MISSING,     /* what does not stand there */
	FEATURE_COUNT
};

#endif
