package io.homeport.deploy.environment;

import com.fasterxml.jackson.databind.JsonNode;

/** What is kept for an environment beside its database and goes into its record. Methods wait. */
public interface Recorded {

  /** The name of its part of the record. */
  String part();

  /** What stands now; secrets are in it as they are, since the record is sealed as a whole. */
  JsonNode record(Environment environment);

  /** Brings it back as it was recorded. May be called again. */
  void recover(Environment environment, JsonNode recorded);
}
