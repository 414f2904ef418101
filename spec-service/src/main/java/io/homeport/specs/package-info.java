/**
 * Writes the specification that an AI-built app never had, and keeps people's decision on it.
 *
 * <p>The way of a snapshot: {@code source} reads the tree, {@code scratch} applies its migrations
 * to a throwaway PostgreSQL, {@code catalogue} reads what came out, {@code review} judges it,
 * {@code drafting} makes the four parts of the {@code document}, {@code spec} keeps versions and
 * decisions.
 */
@NullMarked
package io.homeport.specs;

import org.jspecify.annotations.NullMarked;
