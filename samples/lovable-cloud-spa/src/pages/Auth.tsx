import { useState, type FormEvent } from "react";
import { Link, Navigate, useLocation, useSearchParams } from "react-router-dom";
import { toast } from "sonner";
import { CraftArt } from "@/components/Art";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";

const Auth = () => {
  const { user } = useAuth();
  const location = useLocation();
  const [params] = useSearchParams();
  const [fullName, setFullName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);

  const signingUp = params.get("mode") === "signup";
  const asInstructor = params.get("as") === "instructor";
  const next = (location.state as { from?: string } | null)?.from ?? "/bookings";

  if (user) return <Navigate to={next} replace />;

  const signUp = async () => {
    const { data, error } = await supabase.auth.signUp({
      email,
      password,
      options: {
        emailRedirectTo: `${window.location.origin}/bookings`,
        data: { full_name: fullName.trim(), ...(asInstructor && { role: "instructor" }) },
      },
    });
    if (error) throw error;
    if (data.session) toast.success("Welcome to the studio!");
    else toast.info("Nearly there: we have sent you a link to confirm your email address.");
  };

  const signIn = async () => {
    const { error } = await supabase.auth.signInWithPassword({ email, password });
    if (error) throw error;
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await (signingUp ? signUp() : signIn());
    } catch (error) {
      toast.error(error instanceof Error ? error.message : "That did not work. Please try again.");
    } finally {
      setBusy(false);
    }
  };

  const forgot = async () => {
    if (!email) {
      toast.error("Type your email address first.");
      return;
    }
    const { error } = await supabase.auth.resetPasswordForEmail(email, { redirectTo: `${window.location.origin}/profile` });
    if (error) toast.error(error.message);
    else toast.success("If we know that address, a link is on its way.");
  };

  return (
    <div className="container grid max-w-5xl gap-10 py-14 md:grid-cols-2 md:items-center">
      <div className="hidden md:block">
        <CraftArt craft={asInstructor ? "woodwork" : "pottery"} className="h-80 w-full rounded-lg" />
        <p className="mt-5 font-display text-xl leading-relaxed">
          &ldquo;I came for a bowl and stayed for the Tuesdays.&rdquo;
        </p>
        <p className="mt-1 text-sm text-muted-foreground">Priya, member since the leaky-roof days</p>
      </div>
      <Card className="p-7">
        <h1 className="text-3xl font-semibold">
          {signingUp ? (asInstructor ? "Teach with us" : "Join the studio") : "Welcome back"}
        </h1>
        <p className="mt-2 text-muted-foreground">
          {signingUp
            ? asInstructor
              ? "Create a teaching account and propose your first workshop today."
              : "One account for bookings, notes and the glaze you liked last time."
            : "Sign in to see your bookings."}
        </p>
        <form onSubmit={submit} className="mt-6 space-y-4">
          {signingUp && (
            <Field label="Full name" htmlFor="full-name">
              <Input id="full-name" required maxLength={120} autoComplete="name" value={fullName} onChange={(e) => setFullName(e.target.value)} />
            </Field>
          )}
          <Field label="Email" htmlFor="email">
            <Input id="email" type="email" required autoComplete="email" value={email} onChange={(e) => setEmail(e.target.value)} />
          </Field>
          <Field label="Password" htmlFor="password" hint={signingUp ? "At least eight characters." : undefined}>
            <Input
              id="password"
              type="password"
              required
              minLength={signingUp ? 8 : undefined}
              autoComplete={signingUp ? "new-password" : "current-password"}
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          </Field>
          <Button type="submit" className="w-full" disabled={busy}>
            {signingUp ? "Create account" : "Sign in"}
          </Button>
        </form>
        <div className="mt-5 flex flex-wrap justify-between gap-2 text-sm">
          {signingUp ? (
            <p className="text-muted-foreground">
              Been here before?{" "}
              <Link to="/auth" state={location.state} className="font-medium text-primary">
                Sign in instead
              </Link>
            </p>
          ) : (
            <>
              <p className="text-muted-foreground">
                New here?{" "}
                <Link to="/auth?mode=signup" state={location.state} className="font-medium text-primary">
                  Join the studio
                </Link>
              </p>
              <Button variant="link" size="bare" onClick={forgot}>
                Forgot your password?
              </Button>
            </>
          )}
        </div>
      </Card>
    </div>
  );
};

export default Auth;
