import { useEffect, useState, type ChangeEvent, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Badge, Card, Skeleton } from "@/components/ui/card";
import { Field, Input, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import type { TablesUpdate } from "@/integrations/supabase/types";

const MAX_AVATAR_BYTES = 2 * 1024 * 1024;

const Profile = () => {
  const { user, roles } = useAuth();
  const queryClient = useQueryClient();
  const [fullName, setFullName] = useState("");
  const [bio, setBio] = useState("");
  const [password, setPassword] = useState("");

  const { data: profile, isPending } = useQuery({
    queryKey: ["profile", user?.id],
    queryFn: async () => {
      const { data, error } = await supabase.from("profiles").select("*").eq("id", user!.id).single();
      if (error) throw error;
      return data;
    },
  });

  useEffect(() => {
    if (!profile) return;
    setFullName(profile.full_name);
    setBio(profile.bio ?? "");
  }, [profile]);

  const save = useMutation({
    mutationFn: async (changes: TablesUpdate<"profiles">) => {
      const { error } = await supabase.from("profiles").update(changes).eq("id", user!.id);
      if (error) throw new Error(error.message);
    },
    onSuccess: () => {
      toast.success("Saved.");
      queryClient.invalidateQueries({ queryKey: ["profile"] });
    },
    onError: (error) => toast.error(error.message),
  });

  const uploadAvatar = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    if (file.size > MAX_AVATAR_BYTES) {
      toast.error("Please choose a picture of at most 2 MB.");
      return;
    }
    const path = `${user!.id}/avatar-${Date.now()}.${file.type.split("/")[1]}`;
    const { error } = await supabase.storage.from("avatars").upload(path, file, { contentType: file.type });
    if (error) {
      toast.error(error.message);
      return;
    }
    save.mutate({ avatar_url: supabase.storage.from("avatars").getPublicUrl(path).data.publicUrl });
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ full_name: fullName.trim(), bio: bio.trim() || null });
  };

  const changePassword = async (event: FormEvent) => {
    event.preventDefault();
    const { error } = await supabase.auth.updateUser({ password });
    if (error) {
      toast.error(error.message);
      return;
    }
    setPassword("");
    toast.success("Your password is changed.");
  };

  if (isPending) {
    return (
      <div className="container max-w-3xl py-12">
        <Skeleton className="h-80" />
      </div>
    );
  }

  return (
    <div className="container max-w-3xl space-y-8 py-12">
      <div className="flex items-center gap-5">
        {profile?.avatar_url ? (
          <img src={profile.avatar_url} alt="Your avatar" className="h-20 w-20 rounded-full border object-cover" />
        ) : (
          <span aria-hidden className="grid h-20 w-20 place-items-center rounded-full bg-secondary font-display text-3xl">
            {(profile?.full_name || user?.email || "?").charAt(0).toUpperCase()}
          </span>
        )}
        <div>
          <h1 className="text-4xl font-semibold">{profile?.full_name || "Your profile"}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-muted-foreground">
            {user?.email}
            {roles.map((role) => (
              <Badge key={role}>{role}</Badge>
            ))}
          </p>
        </div>
      </div>

      <Card className="p-6">
        <form onSubmit={submit} className="space-y-4">
          <Field label="Avatar" htmlFor="avatar" hint="PNG, JPEG or WebP, at most 2 MB.">
            <Input id="avatar" type="file" accept="image/png,image/jpeg,image/webp" onChange={uploadAvatar} />
          </Field>
          <Field label="Full name" htmlFor="profile-name">
            <Input id="profile-name" required maxLength={120} value={fullName} onChange={(e) => setFullName(e.target.value)} />
          </Field>
          <Field label="About you" htmlFor="bio" hint="The studio reads this before the workshop.">
            <Textarea id="bio" maxLength={600} value={bio} onChange={(e) => setBio(e.target.value)} />
          </Field>
          <Button type="submit" disabled={save.isPending}>
            Save profile
          </Button>
        </form>
      </Card>

      <Card className="p-6">
        <h2 className="text-2xl font-semibold">Change your password</h2>
        <form onSubmit={changePassword} className="mt-4 flex flex-wrap items-end gap-3">
          <Field label="New password" htmlFor="new-password" className="min-w-60 flex-1">
            <Input id="new-password" type="password" required minLength={8} autoComplete="new-password" value={password} onChange={(e) => setPassword(e.target.value)} />
          </Field>
          <Button type="submit" variant="outline">
            Change password
          </Button>
        </form>
      </Card>
    </div>
  );
};

export default Profile;
