-- The winter programme
INSERT INTO public.workshops (slug, title, craft, level, status, price_pence, host_name, summary, description) VALUES
  ('first-bowl', 'Your first bowl', 'pottery', 'beginner', 'published', 4800, 'Marguerite Osei',
   'Two hours on the wheel, clay up to the elbows, and a bowl you will eat breakfast from.',
   E'Nobody''s first bowl is straight, and nobody has ever minded. Marguerite starts you with a kilo of warm stoneware and one idea: slow hands. You will centre, open and pull at your own wheel, choose one of six studio glazes, and leave the firing to us.\n\nYour bowl is ready to collect three weeks later, food safe and dishwasher proof. Wear something you do not love.'),
  ('slab-built-planters', 'Slab-built planters', 'pottery', 'all_levels', 'published', 5600, 'Marguerite Osei',
   'Roll it, cut it, join it. A planter with feet, a drip tray and your thumbprint on the bottom.',
   E'No wheel, no fear. We work with slabs of textured clay, press in leaves, lace and anything you bring in your pockets, and build a planter up to 20 cm tall.\n\nYou will learn scoring and slipping well enough to go on at your kitchen table. Firing and one glaze are included.'),
  ('weave-a-wall-hanging', 'Weave a wall hanging', 'weaving', 'beginner', 'published', 5200, 'Ines Calloway',
   'Warp a small frame loom and fill an afternoon with rya knots, soumak and tea.',
   E'Ines brings the yarn that other people throw away: mill ends from Galashiels, naturally dyed wool, a bit of linen. You warp your own frame loom (yours to keep) and try five stitches before you choose the three you like.\n\nMost people finish. The rest finish on their sofa, which is the point.'),
  ('linocut-postcards', 'Linocut postcards', 'printmaking', 'all_levels', 'published', 3800, 'Teodor Brandt',
   'Carve one block, ink it badly, ink it well, and post twelve cards before Christmas.',
   E'Bring a drawing, a photograph of your cat, or nothing. Teodor shows you how to transfer, carve away from your fingers, and pull clean prints on our 1962 proofing press.\n\nYou leave with your block, twelve cards and envelopes, and ink under your nails until Tuesday.'),
  ('fused-glass-suncatchers', 'Fused glass suncatchers', 'glass', 'beginner', 'published', 6200, 'Noor Haddad',
   'Cut, stack and melt coloured glass into something that makes February bearable.',
   E'Scoring glass sounds terrifying and takes four minutes to learn. You will cut sheet glass, layer it with frit and wire, and plan what the kiln will do to it overnight at 780 degrees.\n\nNoor checks every piece before it is fired. Collect from the following Thursday, or we post it in a lot of straw.'),
  ('carve-a-spoon', 'Carve a spoon', 'woodwork', 'improver', 'published', 5800, 'Wilf Arkwright',
   'One branch of green birch, two knives, and a spoon that fits exactly one hand: yours.',
   E'We start with an axe and end with a hook knife. Wilf teaches the four grips that keep your thumbs attached, how to read the grain, and when to stop.\n\nFor people who have held a knife before; not necessarily on purpose. Blades are ours, the spoon is yours.'),
  ('indigo-and-shibori', 'Indigo and shibori', 'dyeing', 'all_levels', 'published', 4600, 'Ines Calloway',
   'Fold, clamp, dip, wait, unfold. The vat does the magic and takes the credit.',
   E'We keep a living indigo vat in the yard and feed it every evening. You will learn three resists (itajime, arashi, kumo), dye two cotton napkins and one thing you bring from home.\n\nYour hands will be blue for a day. Gloves are available for people with interviews.'),
  ('raku-night', 'Raku night', 'pottery', 'advanced', 'draft', 7500, 'Marguerite Osei',
   'Fire, sawdust, smoke. We open the kiln at 1,000 degrees and hope.',
   E'For members who can throw a form of 15 cm. Waiting for the council''s answer about the smoke.')
ON CONFLICT (slug) DO NOTHING;

-- Dates follow the day on which the programme is loaded
INSERT INTO public.sessions (workshop_id, starts_at, ends_at, capacity, room)
SELECT w.id,
  date_trunc('day', now()) + make_interval(days => d.days) + d.start_time,
  date_trunc('day', now()) + make_interval(days => d.days) + d.start_time + d.length,
  d.capacity, d.room
FROM (VALUES
  ('first-bowl', 4, INTERVAL '18 hours 30 minutes', INTERVAL '2 hours', 8, 'Wheel room'),
  ('first-bowl', 11, INTERVAL '18 hours 30 minutes', INTERVAL '2 hours', 8, 'Wheel room'),
  ('first-bowl', 23, INTERVAL '10 hours', INTERVAL '2 hours', 8, 'Wheel room'),
  ('slab-built-planters', 6, INTERVAL '10 hours', INTERVAL '3 hours', 10, 'Main studio'),
  ('slab-built-planters', 20, INTERVAL '10 hours', INTERVAL '3 hours', 10, 'Main studio'),
  ('weave-a-wall-hanging', 7, INTERVAL '13 hours', INTERVAL '4 hours', 12, 'Loft'),
  ('weave-a-wall-hanging', 28, INTERVAL '13 hours', INTERVAL '4 hours', 12, 'Loft'),
  ('linocut-postcards', 5, INTERVAL '19 hours', INTERVAL '2 hours 30 minutes', 10, 'Press room'),
  ('linocut-postcards', 19, INTERVAL '19 hours', INTERVAL '2 hours 30 minutes', 10, 'Press room'),
  ('fused-glass-suncatchers', 9, INTERVAL '18 hours', INTERVAL '2 hours 30 minutes', 6, 'Main studio'),
  ('fused-glass-suncatchers', 30, INTERVAL '18 hours', INTERVAL '2 hours 30 minutes', 6, 'Main studio'),
  ('carve-a-spoon', 13, INTERVAL '10 hours', INTERVAL '5 hours', 6, 'Yard'),
  ('indigo-and-shibori', 14, INTERVAL '11 hours', INTERVAL '4 hours', 10, 'Yard'),
  ('indigo-and-shibori', 35, INTERVAL '11 hours', INTERVAL '4 hours', 10, 'Yard')
) AS d (slug, days, start_time, length, capacity, room)
JOIN public.workshops w ON w.slug = d.slug
ON CONFLICT (workshop_id, starts_at) DO NOTHING;

INSERT INTO public.materials (workshop_id, name, included, cost_pence)
SELECT w.id, m.name, m.included, m.cost_pence
FROM (VALUES
  ('first-bowl', '1 kg stoneware clay', true, 220),
  ('first-bowl', 'Glaze and both firings', true, 650),
  ('first-bowl', 'A second bowl, fired and glazed', false, 1200),
  ('slab-built-planters', '2 kg textured clay', true, 480),
  ('slab-built-planters', 'One glaze and firing', true, 700),
  ('weave-a-wall-hanging', 'Frame loom, shuttle and comb', true, 900),
  ('weave-a-wall-hanging', 'Yarn from the basket', true, 500),
  ('linocut-postcards', 'Lino block and oil-based ink', true, 310),
  ('linocut-postcards', 'Twelve cards and envelopes', true, 240),
  ('fused-glass-suncatchers', 'Glass, frit and copper wire', true, 1100),
  ('fused-glass-suncatchers', 'Postage in a lot of straw', false, 550),
  ('carve-a-spoon', 'A billet of green birch', true, 300),
  ('carve-a-spoon', 'Your own hook knife', false, 2400),
  ('indigo-and-shibori', 'Two cotton napkins', true, 400),
  ('indigo-and-shibori', 'Gloves and an apron', true, 0)
) AS m (slug, name, included, cost_pence)
JOIN public.workshops w ON w.slug = m.slug
ON CONFLICT (workshop_id, name) DO NOTHING;

-- From the guestbook by the door
INSERT INTO public.reviews (workshop_id, author_name, rating, body)
SELECT w.id, r.author_name, r.rating, r.body
FROM (VALUES
  ('first-bowl', 'Priya', 5, 'My bowl leans like a sailor and I have never been prouder of an object. Marguerite has the patience of a glacier.'),
  ('first-bowl', 'Callum', 4, 'Came with my dad. He will not stop talking about wedging. Parking is a bit of a puzzle.'),
  ('weave-a-wall-hanging', 'Sofia', 5, 'Four hours went by in about ten minutes. The loom is on my desk as we speak.'),
  ('linocut-postcards', 'Hannah', 5, 'Posted all twelve. Two people have framed theirs, which is frankly alarming.'),
  ('fused-glass-suncatchers', 'Rhys', 5, 'Clear teaching, lovely light, excellent biscuits.'),
  ('carve-a-spoon', 'Amara', 4, 'Hard work in the best way. My spoon has opinions.'),
  ('indigo-and-shibori', 'Jo', 5, 'Blue hands, happy heart.')
) AS r (slug, author_name, rating, body)
JOIN public.workshops w ON w.slug = r.slug;

INSERT INTO public.announcements (title, body, published) VALUES
  ('The big kiln is back', 'New elements, new thermocouple, same temper. Pieces from the last three weeks are being fired now.', true),
  ('Members'' supper in the loft', 'Last Friday of the month, seven o''clock. Bring a dish in something you made.', true),
  ('Spring programme', 'Dates and prices to be confirmed with Ines and Wilf.', false);

UPDATE public.workshops SET photo_url = '/art/slab-built-planters.svg' WHERE slug = 'slab-built-planters';
