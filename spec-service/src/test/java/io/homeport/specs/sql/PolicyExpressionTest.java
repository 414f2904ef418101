package io.homeport.specs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.sql.PolicyExpression.Term;
import org.junit.jupiter.api.Test;

/** The expressions are as PostgreSQL prints them. */
class PolicyExpressionTest {

  @Test
  void always_true_is_recognised_in_its_disguises() {
    assertThat(PolicyExpression.isAlwaysTrue("true")).isTrue();
    assertThat(PolicyExpression.isAlwaysTrue("(1 = 1)")).isTrue();
    assertThat(PolicyExpression.isAlwaysTrue("(published = true)")).isFalse();
    assertThat(PolicyExpression.isAlwaysTrue(null)).isFalse();
  }

  @Test
  void own_rows_are_recognised_with_the_column_that_says_whose_they_are() {
    assertThat(PolicyExpression.terms("(auth.uid() = user_id)"))
        .containsExactly(new Term.Own("user_id", true));
    assertThat(PolicyExpression.terms("(owner = ( SELECT auth.uid() AS uid))"))
        .containsExactly(new Term.Own("owner", true));
    assertThat(PolicyExpression.terms("((auth.uid() = user_id) AND (offered_at IS NULL))"))
        .containsExactly(new Term.Own("user_id", false));
    assertThat(PolicyExpression.terms("((auth.uid())::text = user_id)"))
        .containsExactly(new Term.Own("user_id", true));
  }

  @Test
  void roles_of_the_app_are_recognised() {
    assertThat(PolicyExpression.terms("has_role(auth.uid(), 'admin'::app_role)"))
        .containsExactly(new Term.HasRole("admin", true));
    assertThat(PolicyExpression.terms("is_admin()"))
        .containsExactly(new Term.HasRole("admin", true));
    assertThat(
            PolicyExpression.terms(
                "(EXISTS ( SELECT 1\n   FROM profiles\n  WHERE ((profiles.id = auth.uid()) AND"
                    + " (profiles.role = 'admin'::text))))"))
        .containsExactly(new Term.HasRole("admin", true));
  }

  @Test
  void flags_of_the_users_own_row_are_recognised() {
    String his = "\n   FROM profiles p\n  WHERE ";
    for (var asked :
        new String[] {
          "(EXISTS ( SELECT 1%s((p.id = auth.uid()) AND (p.is_staff = true))))",
          "(EXISTS ( SELECT 1%s((p.id = ( SELECT auth.uid() AS uid)) AND p.is_staff)))",
          "(( SELECT p.is_staff%s(p.id = auth.uid())) = true)",
          "( SELECT p.is_staff%s(p.id = auth.uid()))",
          "COALESCE(( SELECT p.is_staff%s(p.id = auth.uid())\n LIMIT 1), false)"
        }) {
      assertThat(PolicyExpression.terms(asked.formatted(his)))
          .as(asked)
          .containsExactly(new Term.HasFlag("profiles", "id", "is_staff", true));
    }
    assertThat(
            PolicyExpression.terms(
                "(EXISTS ( SELECT 1%s((p.id = auth.uid()) AND (p.is_staff OR p.is_boss))))"
                    .formatted(his)))
        .containsExactly(
            new Term.HasFlag("profiles", "id", "is_staff", true),
            new Term.HasFlag("profiles", "id", "is_boss", true));
    assertThat(
            PolicyExpression.terms(
                "(restricted = ( SELECT p.restricted%s(p.id = auth.uid())))".formatted(his)))
        .noneMatch(Term.HasFlag.class::isInstance);
    assertThat(
            PolicyExpression.terms(
                "(EXISTS ( SELECT 1%s((p.id = auth.uid()) AND (NOT p.is_banned))))".formatted(his)))
        .noneMatch(Term.HasFlag.class::isInstance);
    assertThat(PolicyExpression.terms("may_manage(auth.uid())"))
        .containsExactly(new Term.Judged("may_manage", true, true));
  }

  @Test
  void what_only_the_server_may_is_no_role_of_the_app() {
    for (var asked :
        new String[] {
          "(auth.role() = 'service_role'::text)",
          "(( SELECT auth.role() AS role) = 'service_role'::text)",
          "((auth.jwt() ->> 'role'::text) = 'service_role'::text)"
        }) {
      assertThat(PolicyExpression.terms(asked))
          .as(asked)
          .containsExactly(new Term.HasRole("service_role", true));
    }
    assertThat(PolicyExpression.terms("((auth.jwt() ->> 'role'::text) = 'manager'::text)"))
        .doesNotContain(new Term.HasRole("service_role", true));
  }

  @Test
  void alternatives_are_told_apart_from_conditions_that_belong_together() {
    assertThat(
            PolicyExpression.terms(
                "(has_role(auth.uid(), 'admin'::app_role) OR (has_role(auth.uid(),"
                    + " 'instructor'::app_role) AND (instructor_id = auth.uid())))"))
        .containsExactly(new Term.HasRole("admin", true), new Term.HasRole("instructor", false));
    assertThat(
            PolicyExpression.terms(
                "((bucket_id = 'photos'::text) AND (has_role(auth.uid(), 'admin'::app_role) OR"
                    + " (has_role(auth.uid(), 'instructor'::app_role) AND ((storage.foldername(name))[1]"
                    + " = (auth.uid())::text))))"))
        .containsExactly(new Term.HasRole("admin", false), new Term.HasRole("instructor", false));
    assertThat(PolicyExpression.terms("((price >= 1) AND (price <= 3))"))
        .containsExactly(new Term.Condition(false));
    assertThat(
            PolicyExpression.terms(
                "(EXISTS ( SELECT 1 FROM bookings b WHERE ((b.session_id = sessions.id) AND"
                    + " (b.user_id = auth.uid()))))"))
        .containsExactly(new Term.Condition(true));
    assertThat(PolicyExpression.terms("(auth.uid() IS NOT NULL)"))
        .containsExactly(new Term.SignedIn());
    assertThat(PolicyExpression.terms("(auth.role() = 'authenticated'::text)"))
        .containsExactly(new Term.SignedIn());
    assertThat(PolicyExpression.terms("(status = 'published'::workshop_status)"))
        .containsExactly(new Term.Condition(false));
  }
}
