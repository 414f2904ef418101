package io.homeport.objects;

/**
 * Something that was not taken over, and why, in words for a person.
 *
 * @param path within the tree or the archive
 */
public record LeftOut(String path, String why) {}
