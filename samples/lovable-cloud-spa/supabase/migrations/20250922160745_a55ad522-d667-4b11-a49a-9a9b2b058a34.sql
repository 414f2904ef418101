-- Pictures: avatars (2 MB) and workshop photos (5 MB)
INSERT INTO storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
VALUES
  ('avatars', 'avatars', true, 2097152, ARRAY['image/png', 'image/jpeg', 'image/webp']),
  ('workshop-photos', 'workshop-photos', true, 5242880, ARRAY['image/png', 'image/jpeg', 'image/webp'])
ON CONFLICT (id) DO NOTHING;

-- Each member owns the folder that is named after their id
CREATE POLICY "Members can view their own avatar files"
  ON storage.objects FOR SELECT TO authenticated
  USING (bucket_id = 'avatars' AND (storage.foldername(name))[1] = auth.uid()::text);

CREATE POLICY "Members can upload their own avatar"
  ON storage.objects FOR INSERT TO authenticated
  WITH CHECK (bucket_id = 'avatars' AND (storage.foldername(name))[1] = auth.uid()::text);

CREATE POLICY "Members can replace their own avatar"
  ON storage.objects FOR UPDATE TO authenticated
  USING (bucket_id = 'avatars' AND (storage.foldername(name))[1] = auth.uid()::text)
  WITH CHECK (bucket_id = 'avatars' AND (storage.foldername(name))[1] = auth.uid()::text);

CREATE POLICY "Members can delete their own avatar"
  ON storage.objects FOR DELETE TO authenticated
  USING (bucket_id = 'avatars' AND (storage.foldername(name))[1] = auth.uid()::text);

-- Workshop photos: staff only, in a folder named after the uploader
CREATE POLICY "Staff can manage their workshop photos"
  ON storage.objects FOR ALL TO authenticated
  USING (
    bucket_id = 'workshop-photos'
    AND (public.has_role(auth.uid(), 'admin')
      OR (public.has_role(auth.uid(), 'instructor') AND (storage.foldername(name))[1] = auth.uid()::text))
  )
  WITH CHECK (
    bucket_id = 'workshop-photos'
    AND (public.has_role(auth.uid(), 'admin')
      OR (public.has_role(auth.uid(), 'instructor') AND (storage.foldername(name))[1] = auth.uid()::text))
  );
