package io.homeport.specs.document;

import io.homeport.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One thing that a spec states, as a requirement that people can talk about.
 *
 * @param id names what it is about and so stays the same from version to version, such as {@code
 *     entity:bookings}
 * @param sentence the requirement, in one of the forms of EARS
 * @param places JSON pointers to what states it in the document; each has a basis
 * @see <a href="https://alistairmavin.com/ears/">EARS</a>
 */
public record Fact(String id, OpenQuestion.Part part, String sentence, List<String> places) {

  /** Letters and digits that cannot be taken for each other. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int LETTERS = 8;
  private static final int BITS = 5;

  /** The short name that requirements are referred to by, such as {@code FR-7K3M9Q2A}. */
  public String requirement() {
    return requirement(id);
  }

  /** The short name of any identity: the first 40 bits of its digest. */
  static String requirement(String id) {
    String hex = Digest.of(id.getBytes(StandardCharsets.UTF_8)).toString().substring(7, 17);
    long number = Long.parseLong(hex, 16);
    var name = new StringBuilder("FR-");
    for (int letter = LETTERS - 1; letter >= 0; letter--) {
      name.append(ALPHABET.charAt((int) (number >> (letter * BITS)) & 31));
    }
    return name.toString();
  }
}
