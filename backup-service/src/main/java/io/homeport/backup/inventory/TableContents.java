package io.homeport.backup.inventory;

/**
 * The rows of one table.
 *
 * @param table its full name, quoted where needed
 * @param hash sums of the halves of 64-bit row hashes: equal whatever the order of the rows
 */
public record TableContents(String table, long rows, String hash) {}
