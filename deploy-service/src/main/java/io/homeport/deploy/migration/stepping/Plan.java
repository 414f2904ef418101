package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * The steps that come to the same as one statement.
 *
 * @param undo statements that take back what the steps did, when one of them fails for good; they
 *     do nothing where there is nothing to take back
 */
public record Plan(List<Step> steps, List<String> undo) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan is always writable", e);
    }
  }

  public static Plan read(String json) {
    try {
      return JSON.readValue(json, Plan.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept plan is not in its form", e);
    }
  }
}
