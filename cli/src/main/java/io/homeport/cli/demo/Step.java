package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import java.util.Map;

/** One step of the demo: does something, and checks that it had its effect. */
interface Step {

  String name();

  /**
   * @return what was done and seen, by name, in the order to tell it
   * @throws CommandFailed if it failed, or had another effect
   */
  Map<String, Object> run(Story story);
}
